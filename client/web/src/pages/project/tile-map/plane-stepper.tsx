import styles from "./tile-map.module.css";

export function PlaneStepper({
	planes,
	z,
	onStep,
	isFollowing,
}: {
	planes: readonly { readonly z: number; readonly tileCount: number }[];
	z: number | null;
	onStep: (by: number) => void;
	isFollowing: boolean;
}) {
	if (z === null) return <span className="dim">tiles without positions, in order of arrival</span>;
	const sorted = planes.map((plane) => plane.z).sort((a, b) => a - b);
	const index = sorted.indexOf(z);
	return (
		<span className={styles.stepper}>
			<button
				type="button"
				aria-label="Previous plane"
				title="Previous plane (Page down)"
				disabled={index <= 0}
				onClick={() => onStep(-1)}
			>
				‹
			</button>
			<span
				className={styles.planeName}
				title={isFollowing ? "The newest plane; choosing one stays with it" : undefined}
			>
				z <b>{z}</b>
				<span className="dim">
					{" "}
					· {index + 1} of {sorted.length}
				</span>
			</span>
			<button
				type="button"
				aria-label="Next plane"
				title="Next plane (Page up)"
				disabled={index >= sorted.length - 1}
				onClick={() => onStep(1)}
			>
				›
			</button>
		</span>
	);
}
