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

  const diamond = (x, y, r, fill) => ({
    type: 'polygon',
    shape: { points: [[x, y - r], [x + r, y], [x, y + r], [x - r, y]] },
    style: { fill },
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
            return `<b>${escaped(one.title)}</b><br>best ${escaped(one.best)}, worst ${escaped(one.worst)}<br>${times(one.ratio)} (${interval})${one.clear ? '' : '<br>can’t be told from chance'}`;
          },
        },
      }],
    };
  }

  /** The original's tests: its figures as diamonds, those of this run as dots with range or interval. */
  function original(colour, panel) {
    const shift = panel.tests.some((test) => test.told !== null) ? 9 : 0;
    const values = panel.tests.flatMap((test) => [test.low, test.here, test.high, test.told]).filter((value) => value !== null);
    return {
      ...base(colour),
      grid: { left: 8, right: 8, top: 12, bottom: 10, containLabel: true },
      xAxis: { ...axis(colour), type: 'category', data: panel.tests.map((test) => test.label), splitLine: { show: false }, axisLabel: { ...axis(colour).axisLabel, interval: 0 } },
      yAxis: {
        ...valueAxis(colour, values, Math.max(...values) > 10 * Math.min(...values)),
        axisLabel: { ...axis(colour).axisLabel, formatter: (value) => (panel.ratio ? times(value) : compact.format(value)) },
      },
      series: [{
        type: 'custom',
        encode: { x: 0, y: [1, 2, 3, 4] },
        data: panel.tests.map((test, index) => [index, test.low ?? '-', test.here ?? '-', test.high ?? '-', test.told ?? '-']),
        renderItem(params, api) {
          const test = panel.tests[params.dataIndex];
          const at = (value) => api.coord([params.dataIndex, value]);
          const children = [];
          if (test.here !== null) {
            const [x, y] = at(test.here);
            if (test.low !== null) {
              children.push(stroke(x - shift, at(test.low)[1], x - shift, at(test.high)[1], colour['series-0'], 5, 0.35));
            }
            children.push(dot(x - shift, y, 5, colour['series-0'], colour.card));
          }
          if (test.told !== null) {
            const [x, y] = at(test.told);
            children.push(diamond(x + shift, y, 7, colour['series-1']));
          }
          return { type: 'group', children };
        },
        tooltip: {
          formatter({ dataIndex }) {
            const test = panel.tests[dataIndex];
            const show = panel.ratio ? times : number;
            const here = test.here === null ? 'not measured' : show(test.here) + (test.low === null ? '' : ` (${show(test.low)}–${show(test.high)})`);
            return `<b>${escaped(test.title)}</b><br>here: ${here}<br>the original: ${test.told === null ? escaped(test.words) : show(test.told)}`;
          },
        },
      }],
    };
  }

  function option(element, colour) {
    const tier = data.tiers.find((one) => one.tier === element.dataset.tier);
    switch (element.dataset.plot) {
      case 'influence':
        return influence(colour, tier.influences.find((one) => one.measure === element.dataset.measure).settings, element.clientWidth);
      case 'levels': {
        const setting = tier.settings.find((one) => one.setting === element.dataset.setting);
        return panel(colour, setting.panels.find((one) => one.panel === element.dataset.panel), setting.levels);
      }
      default:
        return original(colour, data.original[Number(element.dataset.panel)]);
    }
  }

  function draw() {
    const colour = colours();
    charts.forEach(({ chart, element }) => chart.setOption(option(element, colour), true));
  }

  for (const element of document.querySelectorAll('[data-plot]')) {
    const chart = echarts.init(element, null, { renderer: 'svg' });
    charts.push({ chart, element });
  }
  draw();
  const observer = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      echarts.getInstanceByDom(target).resize();
    }
  });
  charts.forEach(({ element }) => observer.observe(element));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
