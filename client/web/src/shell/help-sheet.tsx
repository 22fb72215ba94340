import { useEffect, useRef } from "react";
import styles from "./shell.module.css";
import { shortcutGroups } from "./shortcuts.ts";

/** All keys on one sheet, opened with a question mark. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		dialog.current?.showModal();
	}, []);
	return (
		<dialog ref={dialog} className={styles.sheet} aria-label="Keys" onClose={onClose}>
			<header>
				<h2>Keys</h2>
				<button type="button" className={styles.textButton} onClick={() => dialog.current?.close()}>
					Close
				</button>
			</header>
			<div className={styles.sheetGroups}>
				{shortcutGroups.map((group) => (
					<section key={group.title}>
						<h3>{group.title}</h3>
						<dl>
							{group.shortcuts.map((shortcut) => (
								<div key={shortcut.words}>
									<dt>
										{shortcut.keys.map((key) => (
											<kbd key={key}>{key}</kbd>
										))}
									</dt>
									<dd>{shortcut.words}</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</dialog>
	);
}
