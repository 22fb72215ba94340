import type { LatticeRegionInput } from "../../api/generated/documents.ts";
import { CheckField, NumberField } from "../../shell/fields.tsx";
import styles from "./stage-form.module.css";

const axes = ["x", "y", "z"] as const;

/** A box in the lattice, both ends included; a side that is empty is open. Null is no limit. */
export function RegionForm({
	region,
	label = "Only in a region",
	onChange,
}: {
	region: LatticeRegionInput | null;
	label?: string;
	onChange: (region: LatticeRegionInput | null) => void;
}) {
	const set = (axis: (typeof axes)[number], end: "min" | "max", value: number | null) => {
		const bounds = { min: region?.[axis]?.min ?? null, max: region?.[axis]?.max ?? null, [end]: value };
		onChange({ ...region, [axis]: bounds.min === null && bounds.max === null ? null : bounds });
	};
	return (
		<>
			<CheckField label={label} value={region !== null} onChange={(on) => onChange(on ? {} : null)} />
			{region === null ? null : (
				<div className={styles.pair}>
					{axes.flatMap((axis) =>
						(["min", "max"] as const).map((end) => (
							<NumberField
								key={`${axis} ${end}`}
								label={`${axis} ${end === "min" ? "from" : "to"}`}
								step={1}
								placeholder="open"
								value={region[axis]?.[end] ?? null}
								onChange={(value) => set(axis, end, value)}
							/>
						)),
					)}
				</div>
			)}
		</>
	);
}
