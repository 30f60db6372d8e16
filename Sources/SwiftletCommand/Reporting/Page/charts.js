const timeStrip = (width) => {
  const height = 34;
  let start = 0;
  const blocks = steps.map((step) => {
    const [left, wide] = [start * width, step.share * width];
    start += step.share;
    const element = draw('g', { class: `block ${step.family}`, transform: `translate(${left} 0)` },
      draw('rect', { width: Math.max(wide - 0.8, 0.4), height, rx: Math.min(3, wide / 3) }),
      wide > 30 ? draw('text', { x: 6, y: 15 }, labelled(step.operator, wide - 10, `600 11px ${letters}`)) : null,
      wide > 30 ? draw('text', { x: 6, y: 28, class: 'small' }, whole(shareText(step.share), wide - 10, `11px ${letters}`)) : null);
    return tell(element, [step.operator, tailName(step.name), `step ${step.index}: ${timeText(step.nanoseconds)}, ${shareText(step.share)}`]
      .filter(Boolean), () => graph.selectStep(step.index));
  });
  rove(blocks);
  return draw('svg', { width, height, role: 'group', 'aria-label': 'One run from its first operator to its last, as wide as each takes' }, blocks);
};

const kindsTable = () => {
  const kinds = new Map();
  for (const step of steps) {
    const kind = kinds.get(step.operator) || { operator: step.operator, family: step.family, count: 0, time: 0, products: 0 };
    kind.count += 1;
    kind.time += step.nanoseconds || 0;
    kind.products += step.multiplyAccumulates || 0;
    kinds.set(step.operator, kind);
  }
  return tableOf('Time by kind of operator', [
    { title: 'Kind' }, { title: 'Uses', class: 'number' }, { title: 'Time', class: 'number' },
    { title: 'Share', class: 'number' }, { title: '', class: 'wide' },
  ], [...kinds.values()].sort((a, b) => b.time - a.time).map((kind) => ({
    cells: [kind.operator, grouped(kind.count), timeText(kind.time), shareText(totalTime ? kind.time / totalTime : 0),
      barOf(totalTime ? kind.time / totalTime : 0, kind.family)],
  })));
};

const fewOf = (rows, count, table) => {
  const place = make('div', {}, table(rows.slice(0, count)));
  if (rows.length <= count) return place;
  const button = make('button', { type: 'button', class: 'more' }, `Show all ${rows.length}`);
  button.addEventListener('click', () => { place.replaceChildren(table(rows)); });
  place.append(button);
  return place;
};

const slowestTable = () => {
  const largest = most(steps.map((step) => step.share), 1e-9);
  const rows = [...steps].sort((a, b) => b.share - a.share).map((step) => ({
    step: step.index, title: step.name || '',
    cells: [step.index, step.operator, timeText(step.nanoseconds), shareText(step.share),
      barOf(step.share / largest, step.family),
      step.multiplyAccumulates && step.nanoseconds ? countText(step.multiplyAccumulates / step.nanoseconds * 1e9) : ''],
  }));
  return fewOf(rows, 12, (list) => tableOf('Time by operator, slowest first', [
    { title: '#', class: 'number' }, { title: 'Operator', opens: true }, { title: 'Time', class: 'number' },
    { title: 'Share', class: 'number' }, { title: '', class: 'wide' }, { title: 'MACs/s', class: 'number' },
  ], list, graph.selectStep));
};

const errorChart = (width) => {
  const [left, right, top, height] = [52, 14, 16, Math.min(320, Math.max(220, width * 0.34))];
  const shown = layers.flatMap((layer) => [layer.decibels, layer.alone]).filter((value) => value !== null);
  const [least, highest] = [-most(shown.map((value) => -value), 0), most(shown, 10) + 3];
  const x = (step) => left + (width - left - right) * (step + 0.5) / Math.max(steps.length, 1);
  const y = (decibels) => top + height * (1 - (decibels - least) / (highest - least));
  const size = layers.length > 80 ? 3 : 4.5;
  const worst = [...layers].sort((a, b) => (b.added || 0) - (a.added || 0))[0];
  const each = Math.max(5, Math.ceil((highest - least) / 6 / 5) * 5);
  const marks = Array.from({ length: Math.floor((highest - least) / each) + 1 }, (_, index) => Math.ceil(least / each) * each + index * each);
  const line = layers.filter((layer) => layer.decibels !== null)
    .map((layer, index) => `${index ? 'L' : 'M'}${x(layer.step).toFixed(1)} ${y(layer.decibels).toFixed(1)}`).join('');
  const dots = layers.map((layer) => {
    const step = steps[layer.step];
    const place = layer.decibels === null ? top + 4 : y(layer.decibels);
    const isWorst = layer === worst && layer.added > 0;
    const own = layer.alone === null || layer.added === 0 ? null : y(layer.alone);
    return tell(draw('g', { class: isWorst ? 'layer worst' : 'layer' },
      own === null ? null : draw('line', { class: 'stem', x1: x(layer.step), x2: x(layer.step), y1: place, y2: own }),
      own === null ? null : draw('path', { class: 'alone', d: `M${x(layer.step)} ${own - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}z` }),
      draw('circle', { class: 'after', cx: x(layer.step), cy: place, r: size })),
    [`${step.operator}, step ${step.index}`, tailName(step.name || tensorOf(step.output).name),
      `${decibelText(layer.decibels)} after it, ${decibelText(layer.alone, layer.added)} alone`].filter(Boolean),
    () => graph.selectStep(layer.step));
  });
  rove(dots);
  const isRight = worst && x(worst.step) > width * 0.7;
  const label = worst && worst.added > 0 && worst.decibels !== null ? draw('text', {
    class: 'worsttext', x: x(worst.step) + (isRight ? -9 : 9), y: y(worst.decibels) + 18, 'text-anchor': isRight ? 'end' : 'start',
  }, `adds most: ${steps[worst.step].operator} ${worst.step}`) : null;
  return draw('svg', { width, height: top + height + 26, role: 'group', 'aria-label': 'Signal over noise after each operator, and of each alone, in decibels' },
    marks.map((mark) => [
      draw('line', { class: 'grid', x1: left, x2: width - right, y1: y(mark), y2: y(mark) }),
      draw('text', { class: 'mark', x: left - 8, y: y(mark) + 4, 'text-anchor': 'end' }, `${mark} dB`)]),
    draw('path', { class: 'course', d: line }), dots, label,
    stepMarks(width - left).map((step) => draw('text', { class: 'mark', x: x(step), y: top + height + 18, 'text-anchor': 'middle' }, step)),
    draw('text', { class: 'mark', x: left - 8, y: top + height + 18, 'text-anchor': 'end' }, 'step'));
};

const errorTable = () => {
  const largest = most(layers.map((layer) => layer.added || 0), 1e-30) / Math.max(addedNoise, 1e-30);
  const rows = [...layers].filter((layer) => layer.added !== 0)
    .sort((a, b) => (b.added ?? Infinity) - (a.added ?? Infinity)).map((layer) => {
      const step = steps[layer.step];
      const share = addedNoise > 0 ? (layer.added || 0) / addedNoise : 0;
      return {
        step: layer.step, title: step.name || '',
        cells: [layer.step, step.operator, tailName(tensorOf(step.output).name),
          layer.notFinite ? 'not finite' : decibelText(layer.alone, layer.added), shareText(share), barOf(share / largest, 'worst'),
          decibelText(layer.before), decibelText(layer.decibels),
          layer.saturatedShare > 0.00005 ? `${(layer.saturatedShare * 100).toFixed(2)} %` : '–'],
      };
    });
  return fewOf(rows, 12, (list) => tableOf('Layers by the noise that they add, worst first', [
    { title: '#', class: 'number' }, { title: 'Operator', opens: true }, { title: 'Output', class: 'label' },
    { title: 'Alone', class: 'number' }, { title: 'Of the noise', class: 'number' }, { title: '', class: 'wide' },
    { title: 'Before', class: 'number' }, { title: 'After', class: 'number' }, { title: 'Saturated', class: 'number' },
  ], list, graph.selectStep));
};

const operatorTable = () => {
  const hasError = layers.length > 0;
  const columns = [
    { title: '#', class: 'number', key: (row) => row.step }, { title: 'Operator', opens: true, key: (row) => steps[row.step].operator },
    { title: 'Parameters', class: 'label' }, { title: 'Name', class: 'label' }, { title: 'Output' },
    { title: 'MACs', class: 'number', key: (row) => steps[row.step].multiplyAccumulates || 0 },
    { title: 'Constants', class: 'number', key: (row) => steps[row.step].constantBytes || 0 },
    { title: 'Time', class: 'number', key: (row) => steps[row.step].nanoseconds || 0 },
    hasError && { title: 'Alone', class: 'number', key: (row) => steps[row.step].layer ? steps[row.step].layer.alone : null },
  ].filter(Boolean);
  return tableOf('Every operator, in running order', columns, steps.map((step) => {
    const output = tensorOf(step.output);
    return {
      step: step.index, title: step.name || '',
      cells: [step.index, step.operator, step.words, tailName(step.name), `${shapeText(output.shape)} ${output.type}`,
        step.multiplyAccumulates ? grouped(step.multiplyAccumulates) : '', step.constantBytes ? grouped(step.constantBytes) : '',
        step.nanoseconds === undefined ? '' : timeText(step.nanoseconds),
        ...(hasError ? [step.layer ? decibelText(step.layer.alone, step.layer.added) : ''] : [])],
    };
  }), graph.selectStep);
};
