// Runs a program for WebAssembly:
//
//   node web.js kernels.wasm
//   node web.js model.wasm [-set] model.swiftlet input.bytes output.bytes
//
// The second runs a model as run_model.c does, on an instruction set of a number in swiftlet.h.
const fs = require('fs');
const words = process.argv.slice(2);
const program = words.shift();
let memory;
const web = {
  print: (text, count) => process.stdout.write(Buffer.from(memory.buffer, text, count)),
};

// Copies bytes into memory of their own.
function place({ reserve }, bytes) {
  const address = reserve(bytes.length);
  new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
  return address;
}

// All inputs or outputs of a model, each as the bytes that it lies in.
function* tensors({ tensor, data_of, size_of }, isOutput) {
  for (let index = 0; ; index++) {
    const found = tensor(index, isOutput);
    if (found === 0) return;
    yield new Uint8Array(memory.buffer, data_of(found), size_of(found));
  }
}

function runModel(exports, set, [model, input, output]) {
  const file = fs.readFileSync(model);
  const status = exports.start(place(exports, file), file.length, set);
  if (status !== 0) throw new Error(`${model}: refused with status ${status}`);
  const values = fs.readFileSync(input);
  let position = 0;
  for (const bytes of tensors(exports, 0)) {
    if (values.length - position < bytes.length) throw new Error(`${input}: too few bytes`);
    bytes.set(values.subarray(position, position + bytes.length));
    position += bytes.length;
  }
  exports.run();
  fs.writeFileSync(output, Buffer.concat([...tensors(exports, 1)]));
  console.log(set === 1 ? 'portable' : 'simd128');
}

WebAssembly.instantiate(fs.readFileSync(program), { web }).then(({ instance: { exports } }) => {
  memory = exports.memory;
  if (words.length === 0) process.exit(exports.check());
  const set = words[0].startsWith('-') ? Number(words.shift().slice(1)) : 0;
  runModel(exports, set, words);
});
