// From difference to difference, and the keys of this page.

{
  const pairs = $("pairs");
  const differences = pairs ? [...pairs.querySelectorAll(".pair:not(.kept)")] : [];
  let at = -1;

  const step = (direction) => {
    const next = Math.min(Math.max(at + direction, 0), differences.length - 1);
    const pair = differences[next];
    if (!pair) return;
    at = next;
    pair.focus({ preventScroll: true });
    pair.scrollIntoView({ block: "center" });
  };

  /** Plays what take `name` says in the difference that was reached; the take itself when it says nothing there. */
  const play = (name) => {
    const take = player.named(name);
    const moment = document.activeElement?.closest(".pair")?.querySelector(`button[data-take="${name}"]`);
    if (moment) moment.click();
    else take?.sound.toggle();
  };

  $("only")?.addEventListener("change", (event) => pairs.classList.toggle("only", event.target.checked));

  listen({
    " ": player.toggle,
    ArrowLeft: (event) => player.step(-data.step_s, event.target),
    ArrowRight: (event) => player.step(data.step_s, event.target),
    j: () => step(1),
    k: () => step(-1),
    a: () => play("A"),
    b: () => play("B"),
  });
}
