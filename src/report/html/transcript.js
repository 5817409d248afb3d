// The words: each plays, the one that is heard is marked, arrow keys move between them.

{
  const text = $("text");
  const words = text ? [...text.querySelectorAll("[data-word]")] : [];
  const spans = words.map((word) => data.words[word.dataset.word]);
  // A word stays marked through the short silence after it, ms.
  const lingers = 150;
  let current = null;

  player.follow((at, isPlaying) => {
    const ms = at * 1000 + 1;
    const next = spans.findIndex(([start]) => start > ms);
    const index = (next < 0 ? words.length : next) - 1;
    const isHeard = index >= 0 && ms < spans[index][1] + lingers && (isPlaying || at > 0);
    const word = isHeard ? words[index] : null;
    if (word === current) return;
    current?.classList.remove("now");
    word?.classList.add("now");
    current = word;
  });

  // One stop for the Tab key; the arrows go on from there.
  const playable = words.filter((word) => word.getAttribute("role") === "button");
  const focus = (word) => {
    playable.forEach((other) => other.setAttribute("tabindex", other === word ? "0" : "-1"));
    word.focus();
  };
  playable[0]?.setAttribute("tabindex", "0");
  text?.addEventListener("click", (event) => {
    const word = event.target.closest("[role=button][data-word]");
    // Who marks words to copy them does not want to hear them.
    if (!word || !getSelection().isCollapsed) return;
    playable.forEach((other) => other.setAttribute("tabindex", other === word ? "0" : "-1"));
    player.playFrom(data.words[word.dataset.word][0] / 1000);
  });
  text?.addEventListener("keydown", (event) => {
    const at = playable.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: playable.length - 1 }[event.key];
    if (to !== undefined) {
      if (playable[to]) focus(playable[to]);
    } else if (event.key === "Enter" || event.key === " ") {
      player.playFrom(data.words[event.target.dataset.word][0] / 1000);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  const tight = $("tight");
  tight?.addEventListener("change", () => {
    text.classList.toggle("tight", tight.checked);
    player.tighten(tight.checked);
  });
}
