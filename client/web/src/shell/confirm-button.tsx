import { Button, Popover } from "@mantine/core";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { type ApiProblem, asApiProblem } from "../api/api-problem.ts";
import { Problem } from "./problem.tsx";
import styles from "./shell.module.css";

/**
 * A button that says what it will do before it does it, and says in the same place when that failed. It opens over what
 * stands below; with `isInPlace` it makes room for itself, where that is what one has to read to decide.
 */
export function ConfirmButton({
	label,
	title,
	confirmLabel,
	children,
	onConfirm,
	isDisabled = false,
	isConfirmable = true,
	isInPlace = false,
}: {
	label: ReactNode;
	title: string;
	confirmLabel: string;
	/** What happens, in plain words. */
	children: ReactNode;
	onConfirm: () => Promise<unknown>;
	isDisabled?: boolean;
	/** False until what has to be filled in is there. */
	isConfirmable?: boolean;
	isInPlace?: boolean;
}) {
	const [isOpen, setIsOpen] = useState(false);
	const [isBusy, setIsBusy] = useState(false);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const toggle = (open: boolean) => {
		setProblem(null);
		setIsOpen(open);
	};
	// Wherever the focus is: it may never have gone inside, as where nothing can be confirmed yet.
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (event.key !== "Escape") return;
		event.preventDefault();
		event.stopPropagation();
		toggle(false);
	});
	useEffect(() => {
		if (!isOpen) return;
		window.addEventListener("keydown", onKey, { capture: true });
		return () => window.removeEventListener("keydown", onKey, { capture: true });
	}, [isOpen]);
	const confirm = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			await onConfirm();
			setIsOpen(false);
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	const button = (
		<Button
			className={styles.button ?? ""}
			variant="default"
			size="compact-sm"
			disabled={isDisabled}
			aria-expanded={isInPlace ? isOpen : undefined}
			onClick={() => toggle(!isOpen)}
		>
			{label}
		</Button>
	);
	const question = (
		<form
			className={styles.confirm}
			onSubmit={(event) => {
				event.preventDefault();
				// Of a form it may stand in, this is not the end.
				event.stopPropagation();
				if (isConfirmable && !isBusy) void confirm();
			}}
		>
			<strong>{title}</strong>
			<div className={styles.confirmBody}>{children}</div>
			<Problem problem={problem} />
			<div className={styles.confirmButtons}>
				<Button
					className={styles.button ?? ""}
					variant="subtle"
					color="gray"
					size="compact-sm"
					onClick={() => toggle(false)}
				>
					Leave it
				</Button>
				<Button
					className={styles.button ?? ""}
					variant="white"
					color="dark"
					size="compact-sm"
					loading={isBusy}
					disabled={!isConfirmable}
					type="submit"
					data-autofocus
				>
					{confirmLabel}
				</Button>
			</div>
		</form>
	);
	if (isInPlace) {
		return (
			<>
				{button}
				{isOpen ? (
					// biome-ignore lint/a11y/useSemanticElements: a group of what belongs to the question, not the fields of a form
					<div role="group" aria-label={title} className={styles.confirmInPlace}>
						{question}
					</div>
				) : null}
			</>
		);
	}
	return (
		<Popover opened={isOpen} onChange={toggle} position="bottom-end" width={300} trapFocus withArrow shadow="md">
			<Popover.Target>{button}</Popover.Target>
			<Popover.Dropdown>{question}</Popover.Dropdown>
		</Popover>
	);
}
