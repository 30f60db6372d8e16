// Uses the pages that `run` has made: node check.mjs BROWSER FOLDER [PICTURES]
import { mkdirSync, writeFileSync } from 'node:fs';
import { Browser } from './browser.mjs';

const [program, folder, pictures] = process.argv.slice(2);
const browser = await Browser.open(program, `${folder}/profile`);
let failureCount = 0;
const check = (what, isSo, found) => {
  if (isSo) return console.log(`ok: ${what}`);
  failureCount += 1;
  console.log(`FAILED: ${what}${found === undefined ? '' : `, found ${JSON.stringify(found)}`}`);
};
const settle = () => browser.value('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))');
const quiet = (what) => check(`${what}: no error is logged, and nothing is fetched`,
  browser.problems.length === 0 && browser.requests.length === 1, [browser.problems, browser.requests]);

// The least contrast of a text with what is behind it, by the formula of WCAG, and which text that is.
const contrast = `(() => {
  const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const rgb = (layers) => {
    brush.globalAlpha = 1;
    for (const [colour, alpha] of layers) { brush.globalAlpha = alpha; brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => colour.map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((total, part, index) => total + part * [0.2126, 0.7152, 0.0722][index], 0);
  const clear = (colour) => colour === 'transparent' || colour === 'rgba(0, 0, 0, 0)';
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      const box = one.querySelector(':scope > rect.box, :scope > rect:not(.overview rect)');
      if (one.matches('g.node, g.block') && box) return getComputedStyle(box).fill;
      if (!(one instanceof SVGElement) && !clear(style.backgroundColor)) return style.backgroundColor;
    }
    return 'white';
  };
  let least = [99, ''];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || element.closest('script, noscript, caption, [hidden], .skip, select')) continue;
    if (element.matches('[disabled]') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const isDrawn = element instanceof SVGElement;
    const back = behind(element);
    const front = isDrawn ? [style.fill, Number(style.fillOpacity)] : [style.color, 1];
    const [high, low] = [light(rgb([[back, 1]])), light(rgb([[back, 1], front]))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least[0]) least = [Math.round(ratio * 100) / 100, element.textContent.slice(0, 40)];
  }
  return least;
})()`;

const page = `${folder}/digits.html`;
await browser.visit(page, { width: 1280, height: 900, scheme: 'light' });
quiet('the report of a model');
check('every operator and door is a node', await browser.value(
  "document.querySelectorAll('.node').length === data.operators.length + data.inputs.length + data.outputs.length"
    .replaceAll('data.', "JSON.parse(document.getElementById('data').textContent).")));
check('all sections are there', await browser.value(
  "['summary', 'graph', 'memory', 'time', 'error', 'operators'].every((id) => document.getElementById(id))"));
check('whatever can be used has a name', await browser.value(`[...document.querySelectorAll(
  'button, a, input, select, [role=button], [tabindex]')].every((one) => one.textContent.trim() || one.ariaLabel
  || one.getAttribute('aria-label') || document.querySelector('label[for=' + one.id + ']'))`));

await browser.value("document.querySelector('#graph').scrollIntoView()");
await browser.click('.node:nth-child(3)');
await settle();
const panel = await browser.value("document.querySelector('#panel').innerText");
check('a click on a node shows its shape, quantization, time, error and weights',
  ['Conv2D', '1×8×8×12', 'scale ', 'Median', ' dB', 'At ±127'].every((word) => panel.includes(word)), panel);
check('weights are drawn as a histogram', await browser.value("document.querySelectorAll('#panel .histogram .bars rect').length") === 48);

await browser.value("document.querySelector('.node').focus()");
await browser.press('ArrowDown');
await browser.press('ArrowDown');
check('arrow keys walk along values', await browser.value("[...document.querySelectorAll('.node')].indexOf(document.activeElement)") === 2);
await browser.press('Enter');
check('Enter opens a node', await browser.value("document.activeElement.getAttribute('aria-pressed')") === 'true');
check('the address names the open node', (await browser.value('location.hash')) === '#node-2');

await browser.press('/');
for (const letter of 'softmax') await browser.press(letter);
await settle();
check('a search finds', await browser.value("document.querySelector('#found').textContent") === '1 node'
  && await browser.value("document.querySelectorAll('.node.found').length") === 1
  && await browser.value("document.querySelectorAll('.node.faded').length > 5"),
await browser.value("document.querySelector('#found').textContent"));
await browser.press('Enter');
check('Enter opens what was found', (await browser.value("document.querySelector('#panel h3').textContent")) === 'Softmax');
await browser.press('Escape');

await browser.value("document.querySelector('#memory').scrollIntoView()");
const spot = await browser.value(`(() => { const box = document.querySelector('#memory-chart .block:nth-of-type(3) rect').getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2]; })()`);
await browser.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: spot[0], y: spot[1] });
const tip = await browser.value("document.querySelector('#tip').hidden ? '' : document.querySelector('#tip').innerText");
check('what is pointed at in memory names its tensor', /\n.*\d B at [\d,]+\nalive from step \d+ to \d+/.test(tip), tip);
check('the lower bound is stated', await browser.value("/lower bound [\\d,]+ B$/.test(document.querySelector('.boundtext').textContent)"));
check('the worst layer is first', await browser.value(`(() => {
  const rows = [...document.querySelectorAll('#error-table tbody tr')].map((row) => parseFloat(row.cells[3].textContent));
  return rows.length > 3 && rows.every((row, index) => index === 0 || rows[index - 1] <= row); })()`));
await browser.click('#error-table tbody .link');
check('a layer leads to its node', await browser.value(
  "document.querySelector('#panel .dim').textContent.startsWith('Step ' + document.querySelector('#error-table tbody td').textContent + ' ')"));
await browser.click('#operator-table th:nth-child(8) .sort');
check('a table is sorted by what is clicked', await browser.value(`(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const first = Number(document.querySelector('#operator-table tbody td').textContent);
  return data.operators[first].nanoseconds === Math.max(...data.operators.map((one) => one.nanoseconds)); })()`));

const backs = {};
for (const scheme of ['light', 'dark']) {
  await browser.visit(page, { scheme });
  backs[scheme] = await browser.value('getComputedStyle(document.body).backgroundColor');
  await browser.value("document.querySelector('.node:nth-child(3)').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
  for (const way of ['kind', 'time', 'memory', 'error']) {
    await browser.value(`(() => { const choice = document.querySelector('#colouring'); choice.value = '${way}';
      choice.dispatchEvent(new Event('change')); })()`);
    const [ratio, text] = await browser.value(contrast);
    check(`${scheme}, coloured by ${way}: contrast is 4.5 at least (${ratio})`, ratio >= 4.5, text);
  }
}
check('dark mode changes the colours', backs.light !== backs.dark, backs);
await browser.click('#theme');
check('the switch does too', await browser.value('getComputedStyle(document.body).backgroundColor') === backs.light);
for (const width of [390, 800, 1280]) {
  await browser.visit(page, { width, height: 844 });
  check(`nothing is wider than ${width} pixels`, await browser.value('document.documentElement.scrollWidth <= innerWidth'));
}
quiet('after all of that');

await browser.visit(`${folder}/network.html`);
quiet('the report of a network');
check('it says what it shows', (await browser.value("document.querySelector('#origin').textContent")).startsWith('an ONNX network, converted in memory'));
check('without a reference there is no section of errors', await browser.value("document.querySelector('#error') === null"));

await browser.visit(`${folder}/hostile.html`);
quiet('a name that is markup');
await browser.click('#search');
for (const letter of 'onerror') await browser.press(letter);
await browser.press('Enter');
const name = await browser.value("document.querySelector('#panel .name').textContent");
check('it is shown as text', name.includes('</script><img src=x onerror=alert(1)>')
  && await browser.value("document.querySelectorAll('img').length") === 0, name);
await browser.value("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.wasRun = true' }))");
check('no other script is let in', await browser.value('window.wasRun === undefined')
  && browser.problems.some((one) => one.includes('Content Security Policy')));

if (pictures) {
  mkdirSync(pictures, { recursive: true });
  const take = async (name, section, act) => {
    await browser.visit(page, { width: 1120, height: 800 });
    await browser.value(act);
    await settle();
    const [x, y, width, height] = await browser.value(`(() => { const box = document.querySelector('${section}').getBoundingClientRect();
      return [box.left - 12, box.top + scrollY, box.width + 24, box.height]; })()`);
    writeFileSync(`${pictures}/${name}.png`, await browser.picture({ captureBeyondViewport: true, clip: { x, y, width, height, scale: 0.8 } }));
  };
  await take('report-graph', '#graph', "document.querySelector('.node:nth-child(5)').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
  await take('report-error', '#error', '0');
}
await browser.close();
process.exit(failureCount ? 1 : 0);
