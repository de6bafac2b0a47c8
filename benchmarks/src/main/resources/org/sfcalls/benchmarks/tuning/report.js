'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const charts = [];

  /** A custom property as a colour that a plot understands: light-dark() resolved. */
  function colours() {
    const probe = document.body.appendChild(document.createElement('i'));
    const names = ['ink', 'muted', 'line', 'edge', 'grid', 'card', 'raised', 'accent-ground', 'series-0', 'series-1'];
    const found = {};
    for (const name of names) {
      probe.style.color = `var(--${name})`;
      found[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return found;
  }

  const whole = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
  const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
  const number = (value) => (value < 1000 ? whole.format(value) : Math.round(value).toLocaleString('en-US'));
  const times = (value) => `${whole.format(value)}×`;

  const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

  function base(colour) {
    return {
      animation: false,
      textStyle: { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif', color: colour.ink },
      tooltip: {
        confine: true,
        backgroundColor: colour.raised,
        borderColor: colour.line,
        textStyle: { color: colour.ink, fontSize: 13 },
      },
    };
  }

  const axis = (colour) => ({
    axisLine: { show: true, lineStyle: { color: colour.edge } },
    axisTick: { show: false },
    axisLabel: { color: colour.muted, fontSize: 11.5 },
    splitLine: { lineStyle: { color: colour.grid } },
  });

  const stroke = (x1, y1, x2, y2, colour, width, opacity = 1) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: colour, lineWidth: width, opacity },
  });

  const dot = (cx, cy, r, fill, edge, opacity = 1) => ({
    type: 'circle',
    shape: { cx, cy, r },
    style: { fill, stroke: edge, lineWidth: edge ? 2 : 0, opacity },
  });

  /** Upwards: the figure is at least this. */
  const arrow = (x, y, r, fill) => ({
    type: 'polygon',
    shape: { points: [[x, y - r - 1], [x + r + 1, y + r], [x - r - 1, y + r]] },
    style: { fill },
  });

  /** An axis that shows differences: from 0, or logarithmic where the spread is over ten times. */
  function valueAxis(colour, values, logarithmic) {
    if (!logarithmic) {
      return { type: 'value', min: 0, splitNumber: 4, ...axis(colour) };
    }
    const decade = (value, round) => 10 ** round(Math.log10(value));
    const min = Math.min(...values);
    const max = Math.max(...values);
    return { type: 'log', min: decade(min, Math.floor), max: decade(max, (x) => Math.ceil(x + 0.05)), ...axis(colour) };
  }

  /** A setting's levels with the figures of one or two measures. */
  function panel(colour, panel, levels) {
    // What takes no whole millisecond still has a place on a logarithmic axis.
    const floor = (value) => (panel.logarithmic ? Math.max(value, 0.5) : value);
    const values = panel.series.flatMap((one) => one.levels.flatMap((level) => level.figures.map(floor)));
    const usual = levels.findIndex((level) => level.usual);
    const series = panel.series.map((one, index) => {
      const shift = (index - (panel.series.length - 1) / 2) * 14;
      const ink = colour[`series-${index}`];
      const place = (api, level) => api.coord([levels.findIndex((each) => each.level === level.level), floor(level.median)]);
      return {
        type: 'custom',
        name: one.name,
        encode: { x: 0, y: [1, 2, 3] },
        data: one.levels.map((level) => [levels.findIndex((each) => each.level === level.level), floor(level.min), floor(level.median), floor(level.max)]),
        renderItem(params, api) {
          const level = one.levels[params.dataIndex];
          const [x, middle] = place(api, level);
          const y = (value) => api.coord([api.value(0), floor(value)])[1];
          const children = [];
          const before = one.levels[params.dataIndex - 1];
          if (before && panel.ordered) {
            const [lastX, lastY] = place(api, before);
            children.push(stroke(lastX + shift, lastY, x + shift, middle, ink, 1, 0.45));
          }
          children.push(stroke(x + shift, y(level.min), x + shift, y(level.max), ink, 5, 0.35));
          for (const figure of level.figures) {
            children.push(dot(x + shift, y(figure), 2, ink, null, 0.8));
          }
          const atLeast = panel.live && !level.kept_up;
          children.push(atLeast ? arrow(x + shift, middle, 5, ink) : dot(x + shift, middle, 5, ink, colour.card));
          return { type: 'group', children };
        },
        tooltip: {
          formatter(params) {
            const level = one.levels[params.dataIndex];
            const least = panel.live && !level.kept_up ? 'at least ' : '';
            return `<b>${escaped(panel.setting)} ${escaped(level.level)}</b><br>${escaped(one.name)}: ${least}${number(level.median)} ${escaped(panel.unit)}<br>`
              + `${number(level.min)}–${number(level.max)}, ${level.figures.length} round${level.figures.length === 1 ? '' : 's'}`;
          },
        },
      };
    });
    if (usual >= 0) {
      series.unshift({
        type: 'custom',
        silent: true,
        z: 0,
        encode: { x: 0, y: [] },
        data: [[usual]],
        renderItem({ coordSys }, api) {
          const width = api.size([1, 0])[0];
          const left = coordSys.x + width * usual;
          return { type: 'rect', shape: { x: left, y: coordSys.y, width, height: coordSys.height }, style: { fill: colour['accent-ground'] } };
        },
      });
    }
    return {
      ...base(colour),
      grid: { left: 8, right: 8, top: 12, bottom: 10, containLabel: true },
      xAxis: {
        ...axis(colour),
        type: 'category',
        data: levels.map((level) => level.level),
        splitLine: { show: false },
        axisLabel: {
          ...axis(colour).axisLabel,
          interval: 0,
          formatter: (level) => {
            const short = /^\d+000$/.test(level) ? compact.format(Number(level)) : level;
            return level === levels[usual]?.level
              ? `{usual|${short}}\n{usual|usual}`
              : short.split(/(?<=-)/).map((part) => `{plain|${part}}`).join('\n');
          },
          rich: {
            plain: { color: colour.muted, fontSize: 11.5, lineHeight: 15 },
            usual: { color: colour.ink, fontWeight: 'bold', fontSize: 11.5, lineHeight: 15 },
          },
        },
      },
      yAxis: { ...valueAxis(colour, values, panel.logarithmic), axisLabel: { ...axis(colour).axisLabel, formatter: (value) => (value < 1 ? value : compact.format(value)) } },
      series,
    };
  }

  /** The influence of each setting on a measure, best level against worst. */
  function influence(colour, settings, width) {
    const finite = settings.flatMap((one) => [one.low, one.ratio, one.high]).filter((value) => value !== null);
    const least = Math.min(0.95, ...finite);
    const most = Math.max(1.5, ...finite) * 1.02;
    const power = (base, value, round) => round(Math.log(value) / Math.log(base));
    // Every power has its label: 1 must be one of them, and they must have room beside the names.
    const room = Math.max(2, Math.floor((width - 190) / 38));
    const logBase = [2, 4, 10].find((each) => each === 10 || power(each, most, Math.ceil) - power(each, least, Math.floor) <= room);
    return {
      ...base(colour),
      grid: { left: 4, right: 18, top: 4, bottom: 4, containLabel: true },
      xAxis: {
        ...axis(colour),
        type: 'log',
        logBase,
        min: logBase ** power(logBase, least, Math.floor),
        max: logBase ** power(logBase, most, Math.ceil),
        axisLabel: { ...axis(colour).axisLabel, hideOverlap: true, formatter: times },
      },
      yAxis: {
        ...axis(colour),
        type: 'category',
        inverse: true,
        data: settings.map((one) => one.title),
        axisLabel: { color: colour.ink, fontSize: 12, interval: 0 },
      },
      series: [{
        type: 'custom',
        encode: { x: [0, 1, 2], y: 3 },
        data: settings.map((one, index) => [one.low ?? one.ratio, one.ratio, one.high ?? one.ratio, index]),
        renderItem(params, api) {
          const [low, y] = api.coord([api.value(0), api.value(3)]);
          const [ratio] = api.coord([api.value(1), api.value(3)]);
          const [high] = api.coord([api.value(2), api.value(3)]);
          const one = settings[params.dataIndex];
          const ink = one.clear ? colour['series-0'] : colour.edge;
          return {
            type: 'group',
            children: [
              stroke(low, y, high, y, ink, 3),
              stroke(low, y - 5, low, y + 5, ink, 2),
              stroke(high, y - 5, high, y + 5, ink, 2),
              one.clear ? dot(ratio, y, 6, ink, colour.card) : dot(ratio, y, 5, colour.card, ink),
            ],
          };
        },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: colour.ink, type: 'solid', width: 1.2 },
          data: [{ xAxis: 1 }],
        },
        tooltip: {
          formatter({ dataIndex }) {
            const one = settings[dataIndex];
            const interval = one.low === null ? 'without interval' : `${whole.format(one.low)}–${whole.format(one.high)}`;
            return `<b>${escaped(one.title)}</b><br>best ${escaped(one.best)}, worst ${escaped(one.worst)}<br>${times(one.ratio)} (${interval})${one.clear ? '' : '<br>no significant difference'}`;
          },
        },
      }],
    };
  }

  const plots = [];

  function add(parent, name, attributes = {}, text = '') {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.textContent = text;
    return parent.appendChild(element);
  }

  function section(id, title) {
    const part = add(document.getElementById('main'), 'section', { id });
    add(part, 'h2', {}, title);
    return part;
  }

  function figure(parent, title, words, height, option) {
    const element = add(parent, 'figure');
    add(element, 'figcaption', {}, title);
    const plot = add(element, 'div', { class: 'plot', role: 'img', 'aria-label': words, ...(height && { style: `height:${height}px` }) });
    plots.push({ plot, option });
  }

  function card(parent, title) {
    const element = add(parent, 'div', { class: 'card' });
    add(element, 'h3', {}, title);
    return element;
  }

  const titles = {
    calls_per_second: 'throughput', latency_p50_ms: 'latency p50', latency_p99_ms: 'latency p99',
    batch_p50_ms: 'p50', batch_p99_ms: 'p99', backlog_batch_p50_ms: 'p50', backlog_batch_p99_ms: 'p99', stored_bytes_per_call: 'stored',
  };

  /** Plots of a setting: what is measured together, with its unit, and whether it is of live calls. */
  const kinds = [
    { title: 'throughput', unit: 'calls/s', measures: ['calls_per_second'] },
    { title: 'latency p50 and p99', unit: 'ms', live: true, measures: ['latency_p50_ms', 'latency_p99_ms'] },
    { title: 'batch, live calls, p50 and p99', unit: 'ms', live: true, measures: ['batch_p50_ms', 'batch_p99_ms'] },
    { title: 'batch, backlog, p50 and p99', unit: 'ms', measures: ['backlog_batch_p50_ms', 'backlog_batch_p99_ms'] },
    { title: 'stored', unit: 'bytes/call', measures: ['stored_bytes_per_call'] },
  ];

  function influences() {
    const part = section('influence', 'Influence');
    add(part, 'p', { class: 'note how' }, 'How many times better the best level of a setting is than its worst, with its 95 % interval. Hollow and grey: no significant difference.');
    for (const tier of new Set(data.influences.map((one) => one.tier))) {
      const panels = add(card(part, tier), 'div', { class: 'panels' });
      for (const measure of ['calls_per_second', 'latency_p50_ms', 'latency_p99_ms']) {
        const settings = data.influences
          .filter((one) => one.tier === tier && one.measure === measure)
          .map((one) => ({ title: one.setting, best: one.best, worst: one.worst, low: null, high: null, ...one.times }));
        if (settings.length) {
          const words = settings.map((one) => `${one.title} ${whole.format(one.ratio)} times`).join(', ');
          figure(panels, titles[measure], words, 34 + 30 * settings.length, (colour, width) => influence(colour, settings, width));
        }
      }
    }
  }

  function settingOf(tier, setting, trials) {
    const levels = trials.map((trial) => ({
      ...trial,
      usual: trial.trial === 'usual',
      level: trial.trial === 'usual' ? data.usual[setting] ?? 'usual' : trial.level,
    }));
    const ordered = levels.every((level) => /^\d+(ms|s)?$/.test(level.level));
    const size = ({ level }) => parseFloat(level) * (/\ds$/.test(level) ? 1000 : 1);
    return { levels: ordered ? levels.sort((one, other) => size(one) - size(other)) : levels, ordered };
  }

  function settings() {
    const part = section('levels', 'Levels of each setting');
    add(part, 'p', { class: 'note how' }, 'Large dots are medians, bars ranges over the rounds, small dots single rounds; shaded: the usual level. A triangle is at least that: live calls came faster than they were done. Axes start at 0, or are logarithmic where figures differ by more than ten times.');
    for (const tier of new Set(data.trials.map((trial) => trial.tier))) {
      const ofTier = data.trials.filter((trial) => trial.tier === tier);
      const others = ofTier.filter((trial) => trial.trial !== 'usual' && trial.trial !== 'recommended');
      for (const setting of new Set(others.map((trial) => trial.setting ?? 'test'))) {
        const trials = ofTier.filter((trial) => trial.trial === 'usual' || (others.includes(trial) && (trial.setting ?? 'test') === setting));
        const { levels, ordered } = settingOf(tier, setting, trials);
        const panels = add(card(part, `${tier}: ${setting}`), 'div', { class: 'panels' });
        for (const kind of kinds) {
          const series = kind.measures.map((measure) => ({
            name: titles[measure],
            levels: levels.filter((level) => level.figures[measure]).map((level) => ({
              level: level.level, kept_up: level.kept_up, ...level.figures[measure].spread, figures: level.figures[measure].rounds,
            })),
          })).filter((one) => one.levels.length);
          if (series.length) {
            const all = series.flatMap((one) => one.levels.flatMap((level) => level.figures));
            const drawn = { ...kind, setting, ordered, series, logarithmic: Math.max(...all) > 10 * Math.min(...all) };
            const words = series.map((one) => one.levels.map((level) => `${level.level} ${number(level.median)}`).join(', ')).join('; ');
            figure(panels, `${kind.title}, ${kind.unit}`, words, 0, (colour) => panel(colour, drawn, levels));
          }
        }
      }
    }
  }

  function tables() {
    const part = section('tables', 'Tables');
    for (const { title, table } of data.tables) {
      const scroll = add(card(part, title), 'div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': title });
      const element = add(scroll, 'table');
      const head = add(add(element, 'thead'), 'tr');
      const align = (index) => (table.columns[index].number ? { class: 'num' } : {});
      table.columns.forEach((column, index) => add(head, 'th', { scope: 'col', ...align(index) }, column.header));
      const body = add(element, 'tbody');
      for (const cells of table.rows) {
        const row = add(body, 'tr');
        cells.forEach((cell, index) => add(row, 'td', align(index), cell));
      }
    }
  }

  const answers = add(section('answers', 'Answers'), 'div', { class: 'card' });
  data.answers.forEach((answer) => add(answers, 'p', {}, answer));
  if (data.influences.length) {
    influences();
  }
  settings();
  tables();
  const facts = document.getElementById('facts');
  for (const [name, fact] of Object.entries(data.facts)) {
    add(facts, 'dt', {}, name);
    add(facts, 'dd', {}, fact);
  }

  function draw() {
    const colour = colours();
    charts.forEach(({ chart, plot, option }) => chart.setOption(option(colour, plot.clientWidth), true));
  }

  for (const one of plots) {
    charts.push({ ...one, chart: echarts.init(one.plot, null, { renderer: 'svg' }) });
  }
  draw();
  const observer = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      echarts.getInstanceByDom(target).resize();
    }
  });
  charts.forEach(({ plot }) => observer.observe(plot));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
