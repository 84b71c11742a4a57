/** A line for each test as soon as it has ended: these suites take minutes. */
export default class LiveReporter {
  onTestCaseResult(_test, { status, fullName, duration, failureMessages }) {
    const mark = { passed: '✓', failed: '✕' }[status] ?? '-';
    console.log(`  ${mark} ${fullName} (${((duration ?? 0) / 1000).toFixed(1)} s)`);
    for (const message of failureMessages) console.log(message);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, testResults }) {
    for (const { testExecError, failureMessage } of testResults) if (testExecError) console.log(failureMessage);
    console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  }
}
