import { useSelection } from "../use-selection.ts";
import styles from "./view-button.module.css";
import { formatOf, formatViewerAddress, nameOf, type ViewerAddress } from "./viewer-address.ts";

/** Opens an image over the page; nothing for files that are no images. */
export function ViewButton({ address }: { address: ViewerAddress }) {
	const { select } = useSelection();
	const name = nameOf(address);
	if (formatOf(name) === null) return null;
	return (
		<button
			type="button"
			className={styles.view}
			aria-label={`View ${name}`}
			onClick={() => select({ kind: "image", image: formatViewerAddress(address) })}
		>
			view
		</button>
	);
}
