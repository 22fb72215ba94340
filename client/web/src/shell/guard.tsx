import { Component, type ReactNode } from "react";
import { Notice } from "./notice.tsx";
import styles from "./shell.module.css";

interface GuardProps {
	/** What is shown inside, for the message: "The tile map". */
	readonly what: string;
	readonly children: ReactNode;
}

/** A mistake in one part of the page must not take the others with it. */
export class Guard extends Component<GuardProps, { readonly error: Error | null }> {
	override state: { readonly error: Error | null } = { error: null };

	static getDerivedStateFromError(error: unknown) {
		return { error: error instanceof Error ? error : new Error(String(error)) };
	}

	override render(): ReactNode {
		const { error } = this.state;
		if (error === null) return this.props.children;
		return (
			<Notice tone="bad" title={`${this.props.what} cannot be shown`}>
				<p>This is a fault of the page, not of the acquisition; everything else goes on.</p>
				<p className={styles.code}>{error.message}</p>
				<button type="button" className={styles.textButton} onClick={() => this.setState({ error: null })}>
					Show it again
				</button>
			</Notice>
		);
	}
}
