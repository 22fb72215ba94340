/** Keys that work anywhere on a project's page; the help sheet shows the same table. */
export interface Shortcut {
	readonly keys: readonly string[];
	readonly words: string;
}

export interface ShortcutGroup {
	readonly title: string;
	readonly shortcuts: readonly Shortcut[];
}

export const shortcutGroups: readonly ShortcutGroup[] = [
	{
		title: "Anywhere",
		shortcuts: [
			{ keys: ["?"], words: "this sheet" },
			{ keys: ["1"], words: "overview" },
			{ keys: ["2"], words: "quality: what was measured" },
			{ keys: ["3"], words: "review: what is held" },
			{ keys: ["4"], words: "failures: what goes wrong" },
			{ keys: ["5"], words: "graph: change it" },
			{ keys: ["m"], words: "to the map" },
			{ keys: ["f"], words: "to the filmstrip" },
			{ keys: ["/"], words: "find a tile by its name or place" },
			{ keys: ["n"], words: "next tile that needs a person" },
			{ keys: ["Esc"], words: "close what is open, or select nothing" },
			{ keys: ["Alt", "←"], words: "back to what was selected before" },
		],
	},
	{
		title: "Map",
		shortcuts: [
			{ keys: ["←", "→", "↑", "↓"], words: "move the cursor (Shift: by ten)" },
			{ keys: ["Enter"], words: "select the tile" },
			{ keys: ["Page up", "Page down"], words: "next and previous plane" },
			{ keys: ["+", "−", "0"], words: "zoom, show all" },
		],
	},
	{
		title: "Filmstrip",
		shortcuts: [
			{ keys: ["←", "→"], words: "tile before and after (Shift: by ten)" },
			{ keys: ["↑", "↓"], words: "stage above and below" },
			{ keys: ["Home", "End"], words: "first and newest tile" },
		],
	},
	{
		title: "Review",
		shortcuts: [
			{ keys: ["←", "→"], words: "result before and after (also J, K)" },
			{ keys: ["A"], words: "approve" },
			{ keys: ["R"], words: "reject" },
			{ keys: ["X"], words: "choose several" },
			{ keys: ["U"], words: "take the last decision back" },
		],
	},
];

/** Whether a key belongs to something that takes text or is being worked on by itself. */
export function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}
