/** SQL files are put into the bundle as text (`with { type: 'text' }`, which the bundler knows by itself). */
declare module '*.sql' {
  const text: string;
  export default text;
}
