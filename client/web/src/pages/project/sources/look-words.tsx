import { useLine, useServerNow } from "../../../live/live-context.tsx";
import type { LiveSource } from "../../../live/live-store-model.ts";
import { lookOf, lookWords } from "./look-model.ts";

const lateMeaning = "Nothing has been heard of looks at this source for too long: does its file system still answer?";

/** How often a source is looked at; an alarm only when that has stopped. */
export function LookWords({ source }: { source: LiveSource }) {
	const now = useServerNow();
	// While nothing is heard it is the line that is late, which the top of the page says.
	const isHeard = useLine().kind === "up";
	const look = lookOf(source, now);
	if (look.kind === "late" && isHeard) {
		return (
			<span className="tone-caution" title={lateMeaning}>
				{lookWords(look)}
			</span>
		);
	}
	const regular = look.kind === "late" ? { kind: "regular" as const, everySeconds: look.everySeconds } : look;
	return (
		<span className="dim" title="Also while nothing new comes">
			{lookWords(regular)}
		</span>
	);
}
