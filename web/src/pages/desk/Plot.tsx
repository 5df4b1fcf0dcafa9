// The plot of the last hour. It draws on a canvas, and what it says while one
// points at it too: the page's content policy knows no styles in markup.
import { useComputedColorScheme } from '@mantine/core';
import { BarChart, type BarSeriesOption, ScatterChart, type ScatterSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption, MarkLineComponent, type MarkLineComponentOption, TooltipComponent, type TooltipComponentOption } from 'echarts/components';
import { type ComposeOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { duration, moment } from '../../words/format';
import type { Minute } from '../../words/lastHour';
import classes from './Desk.module.css';

use([BarChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

type Option = ComposeOption<BarSeriesOption | ScatterSeriesOption | GridComponentOption | MarkLineComponentOption | TooltipComponentOption>;

const CROSS = 'path://M0,1.5 L1.5,0 L5,3.5 L8.5,0 L10,1.5 L6.5,5 L10,8.5 L8.5,10 L5,6.5 L1.5,10 L0,8.5 L3.5,5 Z';

// Plot is the waits of those answered in each minute as bars, and a cross for a
// minute in which somebody was missed.
export function Plot({ minutes, aim }: { minutes: Minute[]; aim: number }) {
  const { t, i18n } = useTranslation();
  const scheme = useComputedColorScheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);

  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const drawn = init(box, null, { renderer: 'canvas' });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(box);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    const styles = getComputedStyle(document.documentElement);
    const ink = (name: string) => styles.getPropertyValue(name).trim();
    const text = { color: ink('--v-soft'), fontSize: 12, fontFamily: styles.fontFamily };
    const longest = Math.max(aim, ...minutes.map((m) => m.wait_longest_ms ?? 0));
    const saying = (i: number) => {
      const m = minutes[i];
      if (!m) return '';
      return [
        moment(m.at, m.at, i18n.language),
        `${t('hour.answered')}: ${m.answered}`,
        ...(m.answered > 0 ? [`${t('hour.median')}: ${duration(m.wait_median_ms)}`, `${t('hour.longest')}: ${duration(m.wait_longest_ms)}`] : []),
        ...(m.missed > 0 ? [`${t('hour.missed')}: ${m.missed}`] : []),
      ].join('\n');
    };
    const option: Option = {
      animation: false,
      grid: { left: 44, right: 8, top: 14, bottom: 22 },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        axisPointer: { type: 'shadow', shadowStyle: { color: ink('--v-line'), opacity: 0.4 } },
        backgroundColor: ink('--v-raised'),
        borderColor: ink('--v-line'),
        padding: [6, 8],
        textStyle: { ...text, lineHeight: 16, color: ink('--mantine-color-text') },
        formatter: (at) => saying((Array.isArray(at) ? at[0] : at)?.dataIndex ?? -1),
      },
      xAxis: {
        type: 'category',
        data: minutes.map((m) => moment(m.at, m.at, i18n.language)),
        axisLabel: { ...text, interval: 14 },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: ink('--v-line') } },
      },
      yAxis: [
        {
          max: longest * 1.25,
          interval: longest / 2,
          axisLabel: { ...text, showMaxLabel: false, formatter: (ms: number) => duration(ms) },
          splitLine: { lineStyle: { color: ink('--v-line'), opacity: 0.6 } },
        },
        { max: 1, show: false },
      ],
      series: [
        {
          type: 'bar',
          data: minutes.map((m) => m.wait_longest_ms),
          itemStyle: { color: ink('--s-talking'), opacity: 0.35 },
          barGap: '-100%',
          barMinHeight: 2,
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ink('--v-accent'), type: 'dashed' },
            data: [{ yAxis: aim }],
          },
        },
        { type: 'bar', data: minutes.map((m) => m.wait_median_ms), itemStyle: { color: ink('--s-talking') }, barMinHeight: 2 },
        {
          type: 'scatter',
          yAxisIndex: 1,
          symbol: CROSS,
          symbolSize: 9,
          data: minutes.map((m) => (m.missed > 0 ? 0.94 : null)),
          itemStyle: { color: ink('--s-unreachable'), opacity: 1 },
        },
      ],
    };
    chart.current?.setOption(option);
  }, [minutes, aim, scheme, t, i18n.language]);

  return <div ref={place} className={classes.plot} aria-hidden />;
}
