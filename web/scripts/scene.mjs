// What scenes are made with.

// settle waits until nothing on the page is on its way any more.
export const settle = async (page) => {
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true], .mantine-Skeleton-root')).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(200);
};

// first is the first of what is there and seen, or null.
export const first = async (page, selector) => {
  const it = page.locator(selector).first();
  return (await it.count()) > 0 && (await it.isVisible()) ? it : null;
};

// opened presses a button and waits for the dialog it opens.
export const opened = async (page, button) => {
  await page.locator(button).first().click();
  await page.locator('[role=dialog] form').first().waitFor();
};

// unfolded presses a button and waits for the menu it opens.
export const unfolded = async (page, button) => {
  await page.locator(button).first().click();
  await page.getByRole('menu').waitFor();
};
