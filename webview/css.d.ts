/** The build loads a style sheet as its text. */
declare module '*.css' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the build's text loader has a default export only
  export default text;
}
