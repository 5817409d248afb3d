// What a browser makes of the page: `node page.mjs PAGE…` (see tests/pages/analysis.rs, which writes the pages and runs this).
//
// Each page is opened as people open it, from a file, with the network cut off. Names of the checks that failed go to
// standard error, one a line; the exit status says whether there were any.

import { pathToFileURL } from "node:url";

import { check, everybody, finish, near, open, pagesOnPaper } from "./harness.mjs";

const [full, silent, linked, hostile, spanish] = process.argv.slice(2);

const audio = (page, get) => page.evaluate(`(() => { const audio = document.getElementById("audio"); return ${get}; })()`);
const now = (page) => audio(page, "audio.currentTime");
/** Where the last seek went: what the playhead was when it began, since nothing outside the page is exact to 50 ms. */
const sought = async (page) => {
  await page.waitForFunction(() => window.sought !== undefined);
  return page.evaluate(() => {
    const at = window.sought;
    window.sought = undefined;
    return at;
  });
};
const ready = (page) => page.waitForFunction(() => document.getElementById("audio").readyState >= 4);
const pause = (page) => audio(page, "audio.pause()");
const times = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent));

// -- words, moments and the tight take play what they say ------------------------------------------------------------------

await open(full, {}, async (page) => {
  await ready(page);
  const data = await times(page);
  check("the sound is as long as the recording", near(await audio(page, "audio.duration"), data.duration_s, 0.05));

  await page.evaluate(() => {
    const audio = document.getElementById("audio");
    audio.addEventListener("seeking", () => (window.sought = audio.currentTime));
  });
  for (const index of [0, 20, 100]) {
    await page.click(`[data-word="${index}"]`);
    const wanted = data.words[index][0] / 1000;
    check("a click on a word moves the playhead to it", near(await sought(page), wanted, 0.05), index);
    await page.waitForFunction(() => document.querySelector(".w.now"));
    check("and plays", !(await audio(page, "audio.paused")));
    await pause(page);
  }
  await page.waitForFunction(() => !document.getElementById("audio").seeking);
  const spoken = data.words[66].map((ms) => ms / 1000);
  const middle = (spoken[0] + spoken[1]) / 2;
  await audio(page, `audio.currentTime = ${middle}`);
  await sought(page);
  await page.waitForFunction(() => !document.getElementById("audio").seeking);
  const [head, heard] = await page.evaluate(() => [
    new DOMMatrix(getComputedStyle(document.getElementById("playhead")).transform).m41 /
      document.getElementById("lanes").clientWidth,
    document.querySelector(".w.now")?.dataset.word,
  ]);
  check("the playhead of the time axis is where the sound is", near(head * data.duration_s, middle, 0.1), head);
  check("the word that is heard is marked", heard === "66", heard);

  const moment = page.locator(".changes button.moment").first();
  const [from, to] = [Number(await moment.getAttribute("data-from")), Number(await moment.getAttribute("data-to"))];
  await moment.click();
  check("a moment begins a little before", near(await sought(page), from - data.lead_s, 0.05));
  await page.waitForFunction(() => document.getElementById("audio").paused, null, { timeout: 10000 });
  check("and ends a little after", near(await now(page), to + data.tail_s, 0.15), await now(page));

  // The sound around each cut, at the pace at which it is heard.
  await page.check("#tight", { force: true });
  check("what could go is struck", (await page.locator(".tight .cut").count()) > 0);
  for (const [start, end] of data.cuts.map((cut) => cut.map((ms) => ms / 1000)).slice(0, 3)) {
    const inside = await page.evaluate(
      ([start, end]) =>
        new Promise((done) => {
          const audio = document.getElementById("audio");
          let longest = 0;
          const look = () => {
            const at = audio.currentTime;
            if (at > start && at < end && !audio.seeking) longest = Math.max(longest, at - start);
            if (at < end + 0.1) return requestAnimationFrame(look);
            audio.pause();
            done(longest);
          };
          player.playFrom(start - 0.4);
          look();
        }),
      [start, end],
    );
    // A frame may come late: what it lets through is not a syllable.
    check("the tight take skips what is struck", inside < Math.min(0.1, end - start), [start, end, inside]);
  }
  await page.uncheck("#tight", { force: true });

  // -- keyboard ------------------------------------------------------------------------------------------------------------
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Space");
  await page.waitForFunction(() => !document.getElementById("audio").paused);
  await page.keyboard.press("Space");
  check("space plays and stops", await audio(page, "audio.paused"));
  const before = await now(page);
  await page.evaluate("window.sought = undefined");
  await page.keyboard.press("ArrowLeft");
  check("an arrow goes two seconds back", near(before - (await sought(page)), data.step_s, 0.05));
  await page.keyboard.press("ArrowRight");
  check("and two seconds on", near(before, await sought(page), 0.05));
  await audio(page, "audio.currentTime = 0");
  await sought(page);
  for (const finding of data.findings.slice(0, 3)) {
    await page.keyboard.press("j");
    const wanted = Math.max(0, finding[0][0] / 1000 - data.lead_s);
    check("j goes to the next finding", near(await sought(page), wanted, 0.05), wanted);
  }
  await page.keyboard.press("k");
  const wanted = data.findings[1][0][0] / 1000 - data.lead_s;
  check("k goes to the one before", near(await sought(page), wanted, 0.05), wanted);
  await pause(page);
  await page.keyboard.press("t");
  check("t is the tight take", await page.isChecked("#tight"));
  await page.keyboard.press("+");
  check("+ zooms", (await page.textContent("#zoom-level")) === "2×");
  await page.keyboard.press("0");
  check("0 shows the whole", (await page.textContent("#zoom-level")) === "1×");
  await page.keyboard.press("?");
  check("? shows the keys", await page.isVisible("#keys"));
  await page.keyboard.press("Escape");
  check("Escape closes them", !(await page.isVisible("#keys")));

  const stops = await page.locator('[data-word][tabindex="0"]').count();
  check("the transcript is one stop for the Tab key", stops === 1, stops);
  await page.focus('[data-word][tabindex="0"]');
  const focused = () => page.evaluate(() => Number(document.activeElement.dataset.word));
  const first = await focused();
  await page.keyboard.press("ArrowRight");
  check("arrows move between words", (await focused()) === first + 1, await focused());
  await page.keyboard.press("Enter");
  const start = data.words[first + 1][0] / 1000;
  check("Enter plays from the word", near(await sought(page), start, 0.05), start);
  await pause(page);

  await page.locator("#lanes").scrollIntoViewIfNeeded();
  const box = await page.locator("#lanes").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 30);
  check("the pointer reads off the time", (await page.textContent("#readout")).startsWith("0:35"), await page.textContent("#readout"));
  await page.mouse.click(box.x + box.width / 2, box.y + 30);
  check("a click plays from there", near(await sought(page), data.duration_s / 2, 0.1));
});

// -- for everybody: contrast, names, landmarks, narrow screens, paper ----------------------------------------------------------

for (const file of [full, silent, hostile, spanish]) await everybody(file);
await open(full, {}, async (page) => {
  const pages = await pagesOnPaper(page);
  check("it prints on two pages", pages >= 1 && pages <= 2, pages);
  const { loadEventEnd } = await page.evaluate(() => performance.getEntriesByType("navigation")[0].toJSON());
  console.log(`loaded in ${Math.round(loadEventEnd)} ms, ${pages} pages on paper`);
});

// -- every mark is seen, or counted by one that is -------------------------------------------------------------------------------

for (const file of [full, silent, spanish]) {
  await open(file, {}, async (page) => {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(200);
      const lost = await page.evaluate(() => {
        const wide = document.getElementById("lanes").clientWidth / Number(document.getElementById("axis").getAttribute("aria-valuemax"));
        return [...document.querySelectorAll("#lanes svg.mark")].flatMap((lane) => {
          const marks = [...lane.querySelectorAll("g[data-from]")].map((mark) => [mark.dataset.from * wide, mark.classList.contains("grouped")]);
          const seen = marks.filter(([, grouped]) => !grouped).map(([at]) => at);
          return marks.filter(([at]) => !seen.some((other) => other <= at && at - other < 16)).map(([at]) => `${lane.classList} ${at}`);
        });
      });
      check(`a mark that is hidden stands in a group, ${width} wide`, lost.length === 0, lost);
    }
  });
}

// -- without sound, and with sound from elsewhere --------------------------------------------------------------------------------

await open(silent, {}, async (page) => {
  const buttons = await page.locator("audio, button.moment, #play, [data-word][role]").count();
  check("a page without sound has nothing that plays", buttons === 0, buttons);
  await page.keyboard.press("j");
  const data = await times(page);
  const head = await page.getAttribute("#axis", "aria-valuenow");
  check("j moves its playhead", near(Number(head), Math.max(0, data.findings[0][0][0] / 1000 - data.lead_s), 0.1), head);
});
const source = new URL("answer%20%23%201.wav", pathToFileURL(linked)).href;
await open(linked, { may: [source] }, async (page) => {
  await ready(page);
  check("a linked recording plays", near(await audio(page, "audio.duration"), (await times(page)).duration_s, 0.05));
});

// -- text is text --------------------------------------------------------------------------------------------------------------

await open(hostile, {}, async (page) => {
  check("nothing in the text runs", !(await page.evaluate("window.owned")));
  check("nothing in the text is a tag", (await page.locator("b#owned, img, script[src]").count()) === 0);
  const text = await page.textContent("#text");
  for (const part of ["</script><script>window.owned=1</script>", '"quoted"', "<b", "🙂", "שלום", "&amp;"]) {
    check("text is shown as it is", text.includes(part), part);
  }
  const title = await page.title();
  check("a file name is text too", title.includes("<img"), title);
  const shown = await page.textContent("#measure-points_covered_pct");
  check("so are points", shown.includes("<script>window.owned=2</script>"), shown);
});
await open(spanish, {}, async (page) => {
  check("a Spanish answer has a Spanish page", (await page.getAttribute("html", "lang")) === "es");
  check("in its own words too", (await page.textContent("#numbers")) === "Los números");
});

await finish();
