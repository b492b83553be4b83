/**
 * Sets of the OpenOOD benchmarks that their makers offer for download without a form, with checksums from the
 * makers' pages or from torchvision. Not among them, since no official file with a known checksum exists or
 * its format is not read here: SVHN (MATLAB files), NINCO, SSB-hard, iNaturalist, OpenImage-O and tin597 (OpenOOD's
 * own copies), ImageNet (asks for registration).
 */
import type { Checksum } from './checksum.js'

export interface CatalogueEntry {
  name: string
  /** What it is, and its part in the benchmarks. */
  about: string
  files: CatalogueFile[]
  /** References for `openNamedSet`, relative to the folder that it is unpacked to. */
  sets: string[]
}

export interface CatalogueFile {
  url: string
  checksum: Checksum
  bytes?: number
}

const md5 = (digest: string): Checksum => ({ algorithm: 'md5', digest })

/** PyTorch's copy: the original server has been refusing downloads for years. */
const mnistFile = (name: string, digest: string): CatalogueFile => ({
  url: `https://ossci-datasets.s3.amazonaws.com/mnist/${name}`,
  checksum: md5(digest),
})

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'cifar10',
    about: 'CIFAR-10, binary version: inliers of the CIFAR-10 benchmark',
    files: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        checksum: md5('c32a1d4ab5d03f1284b67883e8d87530'),
        bytes: 170_052_171,
      },
    ],
    sets: ['cifar-10-batches-bin#train', 'cifar-10-batches-bin#test'],
  },
  {
    name: 'cifar100',
    about: 'CIFAR-100, binary version: near outliers for CIFAR-10',
    files: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
        checksum: md5('03b5dce01913d631647c71ecec9e9cb8'),
        bytes: 168_513_733,
      },
    ],
    sets: ['cifar-100-binary#train', 'cifar-100-binary#test'],
  },
  {
    name: 'mnist',
    about: 'MNIST, handwritten digits: far outliers for CIFAR-10',
    files: [
      mnistFile('train-images-idx3-ubyte.gz', 'f68b3c2dcbeaaa9fbdd348bbdeb94873'),
      mnistFile('train-labels-idx1-ubyte.gz', 'd53e105ee54ea40749a09fcbcd1e9432'),
      mnistFile('t10k-images-idx3-ubyte.gz', '9fb629c4189551a2d022fa330f9573f3'),
      mnistFile('t10k-labels-idx1-ubyte.gz', 'ec29112dd5afa0611ce80d1b7f02629c'),
    ],
    sets: ['.#train', '.#test'],
  },
  {
    name: 'textures',
    about: 'Describable Textures r1.0.1: far outliers of both benchmarks',
    files: [
      {
        url: 'https://www.robots.ox.ac.uk/~vgg/data/dtd/download/dtd-r1.0.1.tar.gz',
        checksum: md5('fff73e5086ae6bdbea199a49dfb8a4c1'),
        bytes: 625_239_812,
      },
    ],
    sets: ['dtd/images'],
  },
  {
    name: 'tiny-imagenet',
    about: 'Tiny ImageNet: near outliers for CIFAR-10',
    files: [
      {
        // The server offers no https; the checksum decides.
        url: 'http://cs231n.stanford.edu/tiny-imagenet-200.zip',
        checksum: md5('90528d7ca1a48142e341f4ef8d21d0de'),
        bytes: 248_100_043,
      },
    ],
    sets: ['tiny-imagenet-200/train', 'tiny-imagenet-200/val'],
  },
  {
    name: 'places365',
    about: 'Places365, validation images of 256 pixels: far outliers for CIFAR-10',
    files: [
      {
        url: 'http://data.csail.mit.edu/places/places365/val_256.tar',
        checksum: md5('e27b17d8d44f4af9a78502beb927f808'),
        bytes: 525_158_400,
      },
    ],
    sets: ['val_256'],
  },
]
