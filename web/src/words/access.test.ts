import { describe, expect, test } from 'vitest';
import { browserWord } from './access';

describe('browserWord', () => {
  test('says what people know of a browser', () => {
    expect(browserWord('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Edge · Windows');
    expect(browserWord('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox · Linux');
    expect(browserWord('a script')).toBe('a script');
    expect(browserWord('')).toBe('–');
  });
});
