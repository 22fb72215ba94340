import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	ArchiveTaskRepositoryDocument,
	CreateTaskRepositoryDocument,
	UpdateTaskRepositoryDocument,
} from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { TextField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import type { Repository } from "./definition-model.ts";
import styles from "./definitions.module.css";
import { useShownProblems } from "./use-shown-problems.ts";

/** A directory of programs. Another place is used by stages made from now on. */
export function RepositoryForm({ repository, onClose }: { repository: Repository | null; onClose: () => void }) {
	const { api } = useLive();
	const [name, setName] = useState(repository?.name ?? "");
	const [location, setLocation] = useState(repository?.location ?? "");
	const [description, setDescription] = useState(repository?.description ?? "");
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const shown = useShownProblems({
		...(name.trim() === "" ? { name: "A name is needed." } : {}),
		...(/^([A-Za-z]:)?[\\/]/.test(location.trim()) ? {} : { location: "The whole path of the folder is needed." }),
	});
	const save = async () => {
		setProblem(null);
		if (!shown.check()) return;
		try {
			const input = { name, location, description };
			if (repository === null) await api.mutate(CreateTaskRepositoryDocument, { input });
			else await api.mutate(UpdateTaskRepositoryDocument, { input: { ...input, id: repository.id } });
			onClose();
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	return (
		<form
			ref={shown.form}
			className={styles.form}
			aria-label={repository === null ? "New repository" : `Repository ${repository.name}`}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<TextField
				label="Repository name"
				value={name}
				problem={shown.of("name")}
				onLeave={() => shown.leave("name")}
				onChange={setName}
			/>
			<TextField
				label="Folder"
				hint="Absolute, and the same on every worker."
				isCode
				value={location}
				problem={shown.of("location")}
				onLeave={() => shown.leave("location")}
				onChange={setLocation}
			/>
			<TextField label="Description" value={description} onChange={setDescription} />
			<Problem problem={problem} isBoxed />
			<span className={styles.buttons}>
				<button type="submit" className={styles.primary}>
					{repository === null ? "Add it" : "Save"}
				</button>
				<button type="button" className={styles.button} onClick={onClose}>
					Leave it
				</button>
				{repository === null ? null : (
					<ConfirmButton
						label="Archive"
						title={`Archive "${repository.name}"?`}
						confirmLabel="Archive"
						onConfirm={async () => {
							await api.mutate(ArchiveTaskRepositoryDocument, { input: { id: repository.id } });
							onClose();
						}}
					>
						No new definition can use it. It is refused while definitions do.
					</ConfirmButton>
				)}
			</span>
		</form>
	);
}
