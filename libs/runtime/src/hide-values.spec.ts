import { hideValues } from './hide-values';

it('hides values, longest first, and each line of those with several', () => {
  const hide = hideValues(['geheim', 'geheimnis', 'first line\nsecond line', '']);
  expect(hide('a geheimnis, geheim; second line')).toBe('a <redacted>, <redacted>; <redacted>');
});

it('leaves alone what is too short to be a secret', () => {
  expect(hideValues(['1', 'no'])('no 1 is hidden')).toBe('no 1 is hidden');
});
