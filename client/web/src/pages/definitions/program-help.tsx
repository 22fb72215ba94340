import { useState } from "react";
import { Listing } from "../../shell/listing.tsx";
import styles from "./definitions.module.css";
import { exampleScript } from "./example-script.ts";

/** Where a program finds what it works on and where it has to write: the names are those the worker sets. */
export function ProgramHelp() {
	const [done, setDone] = useState("");
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(exampleScript);
			setDone("Copied.");
		} catch {
			// Browsers give the clipboard only to pages of https and of the same machine.
			setDone("The browser does not let the page copy: mark the text instead.");
		}
	};
	return (
		<div data-testid="program-help">
			<p className={styles.hint}>
				It finds its inputs and parameters in the JSON file that <code>TILEWRIGHT_TASK</code> names, and has to write
				its outputs into the folder <code>TILEWRIGHT_OUTPUT_DIRECTORY</code> (both are environment variables). What it
				writes elsewhere is no result.
			</p>
			<details>
				<summary>An example to copy</summary>
				<Listing text={exampleScript} />
				<span className={styles.buttons}>
					<button type="button" className={styles.button} onClick={copy}>
						Copy the example
					</button>
					<span aria-live="polite" className="dim">
						{done}
					</span>
				</span>
			</details>
		</div>
	);
}
