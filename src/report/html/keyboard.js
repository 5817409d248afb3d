// The keyboard, and the list of its keys.

/** Lets `keys` act: functions by the name of their key. */
const listen = (keys) => {
  const dialog = $("keys");
  const showKeys = () => dialog.showModal();
  $("help").hidden = false;
  $("help").addEventListener("click", showKeys);
  $("close").addEventListener("click", () => dialog.close());

  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const act = event.key === "?" ? showKeys : keys[event.key];
    // Buttons and switches keep the space bar to themselves.
    const isTaken = event.key === " " && event.target.closest("button, summary, input, a");
    if (!act || isTaken) return;
    event.preventDefault();
    act(event);
  });
};
