package import Events
package import JSON
package import Lifecycle

/// What a following step waits for, as it was when the step was leased.
package struct FollowedStep: Sendable, Hashable {
    package let key: String
    package let deadline: Timestamp
    /// Nil when the step is due for its deadline.
    package let news: News?
    /// What the call's own answer told.
    package let result: JSONValue

    package init(key: String, deadline: Timestamp, news: News?, result: JSONValue) {
        self.key = key
        self.deadline = deadline
        self.news = news
        self.result = result
    }
}

/// News that an event tells.
package struct EventNews: Sendable, Hashable {
    package let eventSequence: Int64
    package let key: String
    package let news: News

    package init(eventSequence: Int64, key: String, news: News) {
        self.eventSequence = eventSequence
        self.key = key
        self.news = news
    }
}

/// Something followed that is to be asked for news now, for all who follow it.
package struct DuePoll: Sendable, Hashable {
    package let key: String
    /// `Following.poll`
    package let poll: JSONValue
    /// How often it has been asked before.
    package let polls: Int
    package let followers: [Follower]
    /// When the last one who had joined wanted the question to be asked.
    let joinedAt: Timestamp

    /// One step that waits.
    package struct Follower: Sendable, Hashable {
        package let deliverySequence: Int64
        /// `Following.baseline`
        package let baseline: JSONValue
    }
}
