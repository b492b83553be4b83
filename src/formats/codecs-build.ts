/** The addon of the image codecs, an own one since images must decode without libtorch. */
import { compiledAddon } from '../compile.js'

/**
 * The path of the addon, compiled first if need be (a few seconds, said on stderr).
 *
 * @throws FaultError if it does not compile
 */
export function codecsPath(): string {
  return compiledAddon({
    name: 'uno_codecs',
    title: 'the image codecs',
    folders: ['codecs'],
    compile: [],
    link: ['-ljpeg', '-lwebp'],
    identity: '',
    packages: 'g++ libjpeg62-turbo-dev libwebp-dev',
  })
}
