import { OpPrereqError, decodeError, encodeError, GanetiError, isEncodedError } from './index';

describe('error codec', () => {
  it('keeps class, text and code over the wire', () => {
    const sent = encodeError(new OpPrereqError('Instance web1 is not known', 'unknown_entity'));
    expect(sent).toEqual(['OpPrereqError', ['Instance web1 is not known', 'unknown_entity']]);
    const back = decodeError(sent);
    expect(back).toBeInstanceOf(OpPrereqError);
    expect(back.message).toBe('Instance web1 is not known');
  });

  it('turns anything else into an OpExecError without its stack', () => {
    expect(encodeError(new TypeError('x is undefined'))).toEqual(['OpExecError', ['x is undefined']]);
    expect(encodeError('text')).toEqual(['OpExecError', ['text']]);
  });

  it('keeps classes it has no constructor for', () => {
    const back = decodeError(['HooksAbort', [[['node1', '10-check', 'no']]]]);
    expect(back).toBeInstanceOf(GanetiError);
    expect(encodeError(back)).toEqual(['HooksAbort', [[['node1', '10-check', 'no']]]]);
  });

  it('tells an encoded error from an ordinary result', () => {
    expect(isEncodedError(['OpExecError', ['x']])).toBe(true);
    expect(isEncodedError(['node1', 'node2'])).toBe(false);
  });
});
