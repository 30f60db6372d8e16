// A headless Chromium, driven by the DevTools protocol over a pipe; it needs no package.
import { spawn } from 'node:child_process';

export class Browser {
  #child;
  #next = 1;
  #waiting = new Map();
  #text = '';
  // What a page must not do: errors it logged, and addresses it asked for.
  problems = [];
  requests = [];

  static async open(program, folder) {
    const browser = new Browser();
    browser.#child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
      '--no-first-run', '--disable-background-networking', '--remote-debugging-pipe',
      `--user-data-dir=${folder}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    browser.#child.on('exit', () => browser.#fail(new Error('the browser ended')));
    browser.#child.on('error', (error) => browser.#fail(error));
    browser.#child.stdio[4].on('data', (part) => browser.#take(part));
    const { targetInfos } = await browser.#send('Target.getTargets');
    const target = targetInfos.find((one) => one.type === 'page');
    browser.session = (await browser.#send('Target.attachToTarget', { targetId: target.targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await browser.send(`${domain}.enable`);
    return browser;
  }

  // Resolves when the browser has written its last file.
  close() {
    return new Promise((resolve) => {
      this.#child.removeAllListeners('exit');
      this.#child.on('exit', resolve);
      this.#send('Browser.close').catch(() => {});
    });
  }

  #fail(error) { for (const { reject } of this.#waiting.values()) reject(error); }

  #take(part) {
    this.#text += part;
    const messages = this.#text.split('\0');
    this.#text = messages.pop();
    for (const message of messages.map((one) => JSON.parse(one))) {
      const { id, method, params } = message;
      if (id) {
        const { resolve, reject } = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (message.error) reject(new Error(message.error.message)); else resolve(message.result);
      } else if (method === 'Runtime.exceptionThrown') {
        this.problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      } else if (method === 'Log.entryAdded' && params.entry.level === 'error') {
        this.problems.push(params.entry.text);
      } else if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(params.type)) {
        this.problems.push(params.args.map((one) => one.value).join(' '));
      } else if (method === 'Network.requestWillBeSent') {
        this.requests.push(params.request.url);
      } else if (method === 'Page.loadEventFired') {
        this.loaded?.();
      }
    }
  }

  #send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  send(method, params) { return this.#send(method, params, this.session); }

  async visit(path, { width = 1280, height = 900, scheme = 'light' } = {}) {
    this.problems = [];
    this.requests = [];
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await this.dress(scheme);
    const loaded = new Promise((resolve) => { this.loaded = resolve; });
    await this.send('Page.navigate', { url: `file://${path}` });
    await loaded;
  }

  dress(scheme) {
    return this.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }],
    });
  }

  async value(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // A click where the middle of an element is, as a person would.
  async click(selector) {
    const [x, y] = await this.value(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      if (!element.closest('.canvas')) element.scrollIntoView({ block: 'center' });
      const box = element.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    })()`);
    for (const type of ['mouseMoved', 'mousePressed', 'mouseReleased']) {
      await this.send('Input.dispatchMouseEvent', { type, x, y, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: 1 });
    }
  }

  async press(key) {
    const text = key.length === 1 ? key : undefined;
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, text, windowsVirtualKeyCode: { Enter: 13, Tab: 9 }[key] });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key });
  }

  async picture(options = {}) {
    return Buffer.from((await this.send('Page.captureScreenshot', { format: 'png', ...options })).data, 'base64');
  }
}
