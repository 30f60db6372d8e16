// Runs the WebAssembly form of bare.c: node bare.js file
const bytes = require('fs').readFileSync(process.argv[2]);
WebAssembly.instantiate(bytes, {}).then(({ instance }) => process.exit(instance.exports.check()));
