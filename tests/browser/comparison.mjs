// What a browser makes of takes side by side and over time: `node comparison.mjs PAGE…` (see tests/pages/comparison.rs).

import { check, everybody, finish, near, open, pagesOnPaper } from "./harness.mjs";

const [compared, silent, groups, hostile, trend, hostileTrend] = process.argv.slice(2);

const audio = (page, name, get) =>
  page.evaluate(`(() => { const audio = document.getElementById("audio-${name}"); return ${get}; })()`);
const data = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
/** Where the last seek of take `name` went. */
const sought = async (page, name) => {
  await page.waitForFunction((name) => window.sought?.[name] !== undefined, name);
  return page.evaluate((name) => {
    const at = window.sought[name];
    window.sought = {};
    return at;
  }, name);
};

// -- both takes play, one at a time ----------------------------------------------------------------------------------------------

await open(compared, {}, async (page) => {
  const known = await data(page);
  for (const [at, name] of ["A", "B"].entries()) {
    await page.waitForFunction((name) => document.getElementById(`audio-${name}`).readyState >= 4, name);
    const length = await audio(page, name, "audio.duration");
    check(`${name} is as long as its recording`, near(length, known.durations_s[at], 0.05), length);
  }
  await page.evaluate(() => {
    window.sought = {};
    for (const name of ["A", "B"]) {
      const audio = document.getElementById(`audio-${name}`);
      audio.addEventListener("seeking", () => (window.sought[name] = audio.currentTime));
    }
  });

  await page.click("#play-A");
  await page.waitForFunction(() => !document.getElementById("audio-A").paused);
  await page.click("#play-B");
  await page.waitForFunction(() => !document.getElementById("audio-B").paused);
  check("starting one stops the other", await audio(page, "A", "audio.paused"));
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Space");
  check("space stops the one that plays", await audio(page, "B", "audio.paused"));

  for (const name of ["A", "B"]) {
    const moment = page.locator(`.sentence button[data-take="${name}"]`).nth(1);
    const from = Number(await moment.getAttribute("data-from"));
    await moment.click();
    const wanted = Math.max(0, from - known.lead_s);
    const at = await sought(page, name);
    check(`a sentence of ${name} plays there`, near(at, wanted, 0.05), [at, wanted]);
    const other = name === "A" ? "B" : "A";
    check(`and not in ${other}`, await audio(page, other, "audio.paused"));
    await audio(page, name, "audio.pause()");

    await page.locator(`#track-${name}`).scrollIntoViewIfNeeded();
    const box = await page.locator(`#track-${name}`).boundingBox();
    await page.mouse.click(box.x + box.width / 4, box.y + box.height / 2);
    const clicked = await sought(page, name);
    check(`a click on the sound of ${name} plays from there`, near(clicked, known.axis_s / 4, 0.1), clicked);
    await audio(page, name, "audio.pause()");
  }

  // -- keyboard ----------------------------------------------------------------------------------------------------------------
  await page.keyboard.press("j");
  const classes = () => page.evaluate(() => document.activeElement.className);
  check("j goes to a difference", /pair (reworded|cut-out|added)/.test(await classes()), await classes());
  const first = await page.evaluate(() => [...document.activeElement.parentNode.children].indexOf(document.activeElement));
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const back = await page.evaluate(() => [...document.activeElement.parentNode.children].indexOf(document.activeElement));
  check("k goes back", back === first, [first, back]);
  await page.keyboard.press("?");
  check("? shows the keys", await page.isVisible("#keys"));
  await page.keyboard.press("Escape");

  const kept = page.locator(".pair.kept").first();
  if (await kept.count()) {
    await page.check("#only", { force: true });
    check("what is the same can be hidden", !(await kept.isVisible()));
    await page.uncheck("#only", { force: true });
  }
  check("words that differ are marked", (await page.locator(".reworded del, .reworded ins").count()) > 0);
  const sheets = await pagesOnPaper(page);
  check("it prints on three sheets at most", sheets >= 1 && sheets <= 3, sheets);
  console.log(`the comparison takes ${sheets} sheets`);
});

await open(silent, {}, async (page) => {
  check("without sound nothing plays", (await page.locator("audio, button.moment, [role=slider]").count()) === 0);
  await page.keyboard.press("j");
  check("and j goes on all the same", (await page.locator(".pair:focus").count()) === 1);
});
await open(groups, {}, async (page) => {
  check("groups have no time axis", (await page.locator("#timeline, #pairs, audio").count()) === 0);
  check("but their measures", (await page.locator(".changes-table .row").count()) > 10);
});

// -- over time ---------------------------------------------------------------------------------------------------------------------

await open(trend, {}, async (page) => {
  const known = await data(page);
  const charts = await page.locator(".measure .dots").count();
  check("every measure has its chart", charts === known.charts.length, charts);
  const dots = await page.locator(".measure").first().locator(".by-take .dot").count();
  check("every take is a dot", dots === known.charts[0].y.filter((y) => y !== null).length, dots);

  const area = page.locator(".area").first();
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  const third = 2;
  await page.mouse.move(box.x + (box.width * known.by_take[third]) / 100, box.y + box.height / 2);
  for (const at of [0, known.charts.length - 1]) {
    const text = await page.locator(".measure .readout").nth(at).textContent();
    const wanted = `${known.takes[third]} · ${known.charts[at].values[third]}`;
    check("the pointer reads off a take in all charts", text === wanted, [text, wanted]);
  }
  await page.mouse.move(2, 2);
  await page.keyboard.press("ArrowLeft");
  const last = await page.locator(".measure .readout").first().textContent();
  check("an arrow begins with the newest take", last.startsWith(known.takes.at(-1)), last);
  await page.keyboard.press("d");
  check("d shows takes by date", await page.locator(".by-date .dot").first().isVisible());
  check("and not one after the other", !(await page.locator(".by-take .dot").first().isVisible()));
  await page.keyboard.press("d");
  await page.keyboard.press("j");
  check("j goes to a measure", (await page.locator(".measure:focus").count()) === 1);
  check("a trend has a line", (await page.locator(".measure.better line.trend").count()) > 0);
  check("no change has none", (await page.locator(".measure.same line.trend").count()) === 0);
  const rows = await page.locator("tbody tr").count();
  check("the table has every take", rows === known.takes.length, rows);
  const sheets = await pagesOnPaper(page);
  check("it prints on two sheets at most", sheets >= 1 && sheets <= 2, sheets);
  console.log(`the trend takes ${sheets} sheets`);
});

// -- for everybody, and text is text -------------------------------------------------------------------------------------------------

for (const file of [compared, silent, groups, hostile, trend]) await everybody(file);
for (const file of [hostile, hostileTrend]) {
  await open(file, {}, async (page) => {
    check("nothing in the text runs", !(await page.evaluate("window.owned")));
    check("nothing in the text is a tag", (await page.locator("b#owned, img, script[src]").count()) === 0);
    const text = await page.textContent("main");
    check("text is shown as it is", text.includes("<img src=x onerror=window.owned=3>"), file);
  });
}
await finish();
