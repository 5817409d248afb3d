// The one position that everything on the page follows, and the bar with its button.

const player = makeSound({ audio: $("audio"), embedded: $("sound"), duration_s: data.duration_s, cuts: data.cuts });

document.addEventListener("click", (event) => {
  const moment = event.target.closest("[data-from]");
  if (!moment) return;
  player.playMoment(Number(moment.dataset.from), Number(moment.dataset.to));
  event.stopPropagation();
});

if ($("player")) {
  $("player").hidden = false;
  attachButton(player, $("play"), $("now"));
  const seek = $("seek");
  seek.addEventListener("input", () => player.seek(Number(seek.value)));
  player.follow((at) => {
    seek.value = at;
    seek.setAttribute("aria-valuetext", clock(at));
  });
  $("speed").addEventListener("change", (event) => player.pace(Number(event.target.value)));
}
