// What the scripts of all pages share: a browser, pages opened as people open them, what holds for everybody.

import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

// The packages lie in target/, which is not above this file.
const require = createRequire(pathToFileURL(`${process.env.SAYWELL_BROWSER_PACKAGES}/package.json`));
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const failures = [];
export const check = (name, holds, found = "") => {
  if (!holds) failures.push(`${name} ${found === "" ? "" : `(${JSON.stringify(found)})`}`);
};
export const near = (a, b, by) => Math.abs(a - b) <= by;

const browser = await chromium.launch({
  executablePath: process.env.SAYWELL_BROWSER,
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
  ],
});

/** Opens `file` and hands the page to `look`; a console error, or a request to anywhere but the page, is a failure. */
export const open = async (file, { may = [] }, look) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  page.on("console", (message) => check(`${file}: console`, message.type() !== "error", message.text()));
  page.on("pageerror", (error) => check(`${file}: script`, false, error.message));
  page.on("request", (request) => {
    const isOwn = request.url() === address || /^(blob|data):/.test(request.url()) || may.includes(request.url());
    check(`${file}: request`, isOwn, request.url());
  });
  await page.goto(address);
  try {
    await look(page);
  } catch (error) {
    check(file, false, error.stack.split("\n").slice(0, 3).join(" "));
  }
  await context.close();
};

/** No sideways scrolling on narrow and wide screens, and nothing that axe objects to, light and dark. */
export const everybody = async (file) => {
  await open(file, {}, async (page) => {
    for (const width of [360, 1280, 3840]) {
      await page.setViewportSize({ width, height: 800 });
      const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      check(`no sideways scrolling at ${width}`, wide <= inner, [file, wide]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    // Run from outside the page: its policy allows no script but its own.
    await page.evaluate(axe);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() =>
        axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      for (const { id, nodes } of violations) {
        check(`axe, ${colorScheme}`, false, [file, id, nodes[0].html, nodes[0].any[0]?.message]);
      }
    }
  });
};

/** How many sheets it takes. */
export const pagesOnPaper = async (page) => {
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  return pdf.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
};

/** Names what failed, and ends with a status that says whether anything did. */
export const finish = async () => {
  await browser.close();
  for (const failure of failures) console.error(failure.replaceAll(fileURLToPath(new URL("../..", import.meta.url)), ""));
  process.exit(failures.length > 0 ? 1 : 0);
};
