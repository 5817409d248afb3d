// One take under the pointer, or reached by the arrows, is read off in all charts at once.

{
  const charts = $("charts");
  const measures = [...charts.querySelectorAll(".measure")];
  const dates = $("dates");
  const places = () => (dates.checked ? data.by_date : data.by_take);
  let selected = -1;

  const select = (index) => {
    selected = index;
    measures.forEach((measure, at) => {
      const cursor = measure.querySelector(".cursor");
      const readout = measure.querySelector(".readout");
      readout.textContent = index < 0 ? "\u00a0" : `${data.takes[index]} · ${data.charts[at].values[index]}`;
      if (!cursor) return;
      cursor.hidden = index < 0;
      if (index >= 0) cursor.style.left = `${places()[index]}%`;
    });
  };

  const nearest = (percent) => {
    const distances = places().map((x) => Math.abs(x - percent));
    return distances.indexOf(Math.min(...distances));
  };

  for (const area of charts.querySelectorAll(".area")) {
    area.addEventListener("pointermove", (event) => {
      const box = area.getBoundingClientRect();
      select(nearest((100 * (event.clientX - box.left)) / box.width));
    });
    area.addEventListener("pointerleave", () => select(-1));
  }

  const showDates = () => {
    charts.classList.toggle("dated", dates.checked);
    select(selected);
  };
  dates.addEventListener("change", showDates);

  const step = (by) => {
    const last = data.takes.length - 1;
    select(selected < 0 ? last : Math.min(Math.max(selected + by, 0), last));
  };

  let reached = -1;
  const go = (by) => {
    reached = Math.min(Math.max(reached + by, 0), measures.length - 1);
    measures[reached]?.focus({ preventScroll: true });
    measures[reached]?.scrollIntoView({ block: "center" });
  };

  listen({
    j: () => go(1),
    k: () => go(-1),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    d: () => dates.click(),
  });
}
