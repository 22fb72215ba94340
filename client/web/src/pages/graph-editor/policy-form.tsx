import type { EditPolicyInput, Rerun } from "../../api/generated/documents.ts";
import { CheckField, SelectField } from "../../shell/fields.tsx";
import type { PolicyChoices } from "./policy-choices-model.ts";
import { RegionForm } from "./region-form.tsx";

const rerunWords: Readonly<Record<Rerun, string>> = {
	NOTHING: "nothing: results stay as they are",
	STALE: "what becomes stale",
	FAILED: "what failed",
	STALE_AND_FAILED: "what becomes stale and what failed",
	ALL: "everything of the changed stages",
};

/** What becomes of results and of what runs, as far as the edit raises the question. */
export function PolicyForm({
	choices,
	policy,
	onPolicy,
}: {
	choices: PolicyChoices;
	policy: EditPolicyInput;
	onPolicy: (policy: EditPolicyInput) => void;
}) {
	const rerun = policy.rerun ?? "NOTHING";
	return (
		<>
			{choices.reruns.length === 0 ? null : (
				<SelectField
					label="Run again at once"
					value={rerun}
					choices={choices.reruns.map((value) => ({ value, words: rerunWords[value] }))}
					onChange={(wanted) => onPolicy({ ...policy, rerun: wanted })}
				/>
			)}
			{rerun === "NOTHING" ? null : (
				<RegionForm
					label="Only in a region"
					region={policy.rerunRegion ?? null}
					onChange={(rerunRegion) => onPolicy({ ...policy, rerunRegion })}
				/>
			)}
			{choices.asksToAccept ? (
				<CheckField
					label="Accept results as they are"
					hint="They count as made by the new version."
					value={policy.acceptAsIs === true}
					onChange={(acceptAsIs) => onPolicy({ ...policy, acceptAsIs })}
				/>
			) : null}
			{choices.asksToStop ? (
				<CheckField
					label="Stop what runs in changed stages"
					hint="Otherwise it finishes under the version it began with. Stopping costs no retry."
					value={policy.stopRunning === true}
					onChange={(stopRunning) => onPolicy({ ...policy, stopRunning })}
				/>
			) : null}
		</>
	);
}
