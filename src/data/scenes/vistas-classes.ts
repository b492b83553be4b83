/**
 * Mapillary Vistas' class names → train ids of Cityscapes, as the paper's code maps them; all other classes are ignored.
 */

const byTrainId: readonly (readonly string[])[] = [
  [
    ...['bike-lane', 'crosswalk-plain', 'parking', 'rail-track', 'road', 'service-lane'].map(flat),
    'marking--crosswalk-zebra',
    'marking--general',
    // Version 2.0 splits the two markings into these.
    'marking--continuous',
    'marking--discrete',
  ],
  ['construction--barrier--curb', ...['curb-cut', 'pedestrian-area', 'sidewalk'].map(flat)],
  ['bridge', 'building', 'tunnel'].map(name => `construction--structure--${name}`),
  ['construction--barrier--wall'],
  ['construction--barrier--fence', 'construction--barrier--guard-rail'],
  ['object--support--pole', 'object--support--utility-pole'],
  ['object--traffic-light'],
  ['object--support--traffic-sign-frame', 'object--traffic-sign--front'],
  ['nature--vegetation'],
  ['nature--sand', 'nature--snow', 'nature--terrain'],
  ['nature--sky'],
  ['human--person'],
  ['bicyclist', 'motorcyclist', 'other-rider'].map(name => `human--rider--${name}`),
  ...['car', 'truck', 'bus', 'on-rails', 'motorcycle', 'bicycle'].map(name => [`object--vehicle--${name}`]),
]

function flat(name: string): string {
  return `construction--flat--${name}`
}

const trainIds = new Map(byTrainId.flatMap((names, trainId) => names.map(name => [name, trainId] as const)))

/** The train id of a class, 255 without one. A finer class of version 2.0 (`human--person--individual`) is its coarser one. */
export function vistasTrainId(name: string): number {
  const parts = name.split('--')
  for (let length = parts.length; length > 0; length--) {
    const trainId = trainIds.get(parts.slice(0, length).join('--'))
    if (trainId !== undefined) return trainId
  }
  return 255
}
