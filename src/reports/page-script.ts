/**
 * The script of a report: values at the pointer, and the threshold to try out. A report is whole without it.
 * It writes text and numbers only, never markup. Plain JavaScript, as the page runs it.
 */
export const pageScript = `'use strict'
const warp = { linear: x => x, sqrt: Math.sqrt }
const unwarp = { linear: x => x, sqrt: x => x * x }
function axis(text) {
  const [kind, ...ends] = text.split(' ')
  const [d0, d1, r0, r1] = ends.map(Number)
  const [w0, w1] = [warp[kind](d0), warp[kind](d1)]
  return {
    position: value => r0 + ((warp[kind](value) - w0) / (w1 - w0)) * (r1 - r0),
    value: position => unwarp[kind](w0 + ((position - r0) / (r1 - r0)) * (w1 - w0)),
  }
}
const shown = value => (Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)))).replace('-', '−')

const reading = document.createElement('div')
reading.className = 'reading'
reading.hidden = true
document.body.append(reading)
for (const svg of document.querySelectorAll('svg[data-x]')) {
  const ground = svg.querySelector('.hover')
  const [x, y] = [axis(svg.dataset.x), axis(svg.dataset.y)]
  const series = [...svg.querySelectorAll('path[data-name]')].map(path => ({
    name: path.dataset.name,
    points: [...path.getAttribute('d').matchAll(/[ML]([-\\d.e]+),([-\\d.e]+)/g)].map(m => [+m[1], +m[2]]),
  }))
  const nearest = (points, at) => points.reduce((best, p) => (Math.abs(p[0] - at) < Math.abs(best[0] - at) ? p : best))
  ground.addEventListener('pointermove', event => {
    const box = svg.getBoundingClientRect()
    const at = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width
    const lines = series.filter(one => one.points.length).map(one => one.name + '  ' + shown(y.value(nearest(one.points, at)[1])))
    reading.textContent = ['at ' + shown(x.value(at)), ...lines].join('\\n')
    reading.hidden = false
    const left = event.clientX + 16 + reading.offsetWidth > innerWidth ? event.clientX - 16 - reading.offsetWidth : event.clientX + 16
    reading.style.left = Math.max(4, left) + 'px'
    reading.style.top = event.clientY + 16 + 'px'
  })
  ground.addEventListener('pointerleave', () => { reading.hidden = true })
}

const data = document.getElementById('acceptance')
if (data) {
  const { levels, scores } = JSON.parse(data.textContent)
  const level = document.getElementById('level')
  const lines = [...document.querySelectorAll('.cut')].map(line => ({ line, x: axis(line.dataset.axis) }))
  const show = () => {
    const i = Number(level.value)
    document.getElementById('level-shown').textContent = (100 * levels[i]).toFixed(2)
    for (const cell of document.querySelectorAll('[data-cell]')) {
      const share = 100 * scores[cell.dataset.cell].found[cell.dataset.set][i]
      cell.querySelector('span').textContent = share.toFixed(1)
      cell.querySelector('.fill').setAttribute('width', share)
    }
    for (const at of document.querySelectorAll('[data-threshold]')) {
      at.textContent = shown(scores[at.dataset.threshold].thresholds[i])
    }
    for (const { line, x } of lines) {
      line.setAttribute('transform', 'translate(' + x.position(scores[line.dataset.score].thresholds[i]) + ' 0)')
    }
  }
  level.hidden = false
  level.addEventListener('input', show)
}

for (const live of document.querySelectorAll('.live')) {
  const [picture, values] = [document.createElement('canvas'), live.querySelector('.values img')]
  const input = live.querySelector('input')
  const [low, high] = [Number(live.dataset.low), Number(live.dataset.high)]
  const still = live.querySelector('figure img')
  const start = async () => {
    await Promise.all([values.decode(), ground(live).decode()])
    const [width, height] = [values.naturalWidth, values.naturalHeight]
    picture.width = width
    picture.height = height
    const pen = picture.getContext('2d', { willReadFrequently: true })
    pen.drawImage(values, 0, 0)
    const { data } = pen.getImageData(0, 0, width, height)
    pen.drawImage(ground(live), 0, 0, width, height)
    const clean = pen.getImageData(0, 0, width, height)
    still.replaceWith(picture)
    picture.setAttribute('role', 'img')
    picture.setAttribute('aria-label', still.alt)
    const show = () => mark(pen, clean, data, Number(input.value), live, low, high)
    input.addEventListener('input', show)
    show()
  }
  input.hidden = false
  input.addEventListener('pointerenter', start, { once: true })
  input.addEventListener('focus', start, { once: true })
}
function ground(live) {
  return live.parentElement.querySelector('figure img')
}
function mark(pen, clean, values, cut, live, low, high) {
  const { width, height } = clean
  const marked = new ImageData(new Uint8ClampedArray(clean.data), width, height)
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < width * height; i++) {
    const at = 4 * i
    const above = values[at] >= cut
    const label = values[at + 1]
    if (label < 2) counts[2 * label + (above ? 1 : 0)]++
    const x = i % width
    const edge = (x > 0 && values[at - 4] >= cut !== above) || (x < width - 1 && values[at + 4] >= cut !== above)
      || (i >= width && values[at - 4 * width] >= cut !== above) || (i < width * (height - 1) && values[at + 4 * width] >= cut !== above)
    const tint = edge ? (above ? [255, 255, 255] : [20, 20, 20]) : above ? [255, 176, 32] : undefined
    const share = edge ? 1 : 0.6
    for (let c = 0; c < 3; c++)
      marked.data[at + c] = tint ? (1 - share) * clean.data[at + c] + share * tint[c] : 0.75 * clean.data[at + c]
  }
  pen.putImageData(marked, 0, 0)
  live.querySelector('output').textContent = shown(low + (cut / 255) * (high - low))
  const share = (part, whole) => (whole ? ((100 * part) / whole).toFixed(1) + ' %' : '–')
  live.querySelector('.shares').textContent =
    'found ' + share(counts[3], counts[2] + counts[3]) + ', falsely ' + share(counts[1], counts[0] + counts[1])
}
`
