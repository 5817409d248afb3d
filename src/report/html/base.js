// What every page has: its data, and the switch between dark and light.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const say = data.say;

/** `m:ss` of the second that is playing, as the rest of the page writes it. */
const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
};

{
  const root = document.documentElement;
  const button = $("theme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
    root.dataset.theme = isDark ? "light" : "dark";
  });
}
