/** The folder that all paths begin with, as `top/`, or nothing: what `tar czf top.tgz top` puts around a set. */
export function onlyTopFolder(paths: readonly string[]): string {
  const top = paths[0]?.slice(0, paths[0].indexOf('/') + 1) ?? ''
  return top !== '' && paths.every(path => path.startsWith(top)) ? top : ''
}
