import { useSyncExternalStore } from "react";

/** On a low screen the lines are lower: the map above needs the room. */
const lowScreen = matchMedia("(max-height: 800px)");

function follow(changed: () => void): () => void {
	lowScreen.addEventListener("change", changed);
	return () => lowScreen.removeEventListener("change", changed);
}

/** Of one stage in the filmstrip, in pixels. */
export function useLineHeight(): number {
	return useSyncExternalStore(follow, () => (lowScreen.matches ? 12 : 15));
}
