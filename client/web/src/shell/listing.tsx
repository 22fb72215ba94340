import controls from "./controls.module.css";

/** Text of a program, scrolled with the arrow keys. */
export function Listing({ text, testId }: { text: string; testId?: string | undefined }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<pre className={controls.script} data-testid={testId} tabIndex={0}>
			{text}
		</pre>
	);
}
