namespace Engram.Gateway;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "Post {PostId} goes on without its picture: {Code}")]
    public static partial void PictureLate(ILogger logger, Guid postId, string code);

    [LoggerMessage(2001, LogLevel.Warning, "{Kind} {Id} has waited too long: its message is sent again, try {Redrive}")]
    public static partial void SentAgain(ILogger logger, string kind, Guid id, int redrive);

    [LoggerMessage(2002, LogLevel.Error, "{Kind} {Id} failed: no answer after {Redrives} more tries")]
    public static partial void GivenUp(ILogger logger, string kind, Guid id, int redrives);

    [LoggerMessage(2003, LogLevel.Warning, "Overdue work can't be looked for now and will be tried again")]
    public static partial void SweepInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "Results are not heard of now; waiting requests go on when the database is back")]
    public static partial void WatchInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(2005, LogLevel.Information, "Unfinished work of the last run is sent again: {Count} {Kind}")]
    public static partial void Resumed(ILogger logger, string kind, int count);

    [LoggerMessage(2006, LogLevel.Information, "{Count} blobs that nothing refers to were deleted")]
    public static partial void BlobsSwept(ILogger logger, int count);

    [LoggerMessage(2007, LogLevel.Warning, "A request failed because the database is away, or its disk is full")]
    public static partial void NotStored(ILogger logger, Exception exception);

    [LoggerMessage(2008, LogLevel.Error, "Line {Line} of a stream failed")]
    public static partial void LineFailed(ILogger logger, long line, Exception exception);

    [LoggerMessage(2009, LogLevel.Information, "Source {Source} is followed from {Cursor}")]
    public static partial void SourceFollowed(ILogger logger, string source, string cursor);

    [LoggerMessage(2010, LogLevel.Warning, "Source {Source} lost its connection and tries again in {RetryIn}: {Reason}")]
    public static partial void SourceLost(ILogger logger, string source, TimeSpan retryIn, string reason);

    [LoggerMessage(2011, LogLevel.Warning, "Source {Source} has a gap from {From} to {To}: {Reason}")]
    public static partial void SourceGap(ILogger logger, string source, DateTimeOffset? from, DateTimeOffset? to, string reason);

    [LoggerMessage(2012, LogLevel.Error, "Source {Source} is refused and not tried again: {Reason}")]
    public static partial void SourceRefused(ILogger logger, string source, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "Source {Source} is interrupted and goes on where it was left")]
    public static partial void SourceInterrupted(ILogger logger, string source, Exception exception);

    [LoggerMessage(2014, LogLevel.Error, "Event {Number} of source {Source} failed")]
    public static partial void EventFailed(ILogger logger, string source, long number, Exception exception);

    [LoggerMessage(2019, LogLevel.Warning, "The age of the queues can't be measured now; what was measured last holds: {Reason}")]
    public static partial void QueuesNotMeasured(ILogger logger, string reason);

    [LoggerMessage(2030, LogLevel.Error, "A picture can't be written to the folder for uploads")]
    public static partial void PictureNotKept(ILogger logger, Exception exception);

    [LoggerMessage(2015, LogLevel.Warning, "Sources can't be looked after now and will be again")]
    public static partial void SourcesInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(2016, LogLevel.Warning,
        "Notifications of PostgreSQL do not arrive, as behind a pooler that lends connections by transaction: waiting requests look for "
        + "their results every {Interval}. Name a direct connection with ConnectionStrings__Notifications")]
    public static partial void NotificationsMissing(ILogger logger, TimeSpan interval);

    [LoggerMessage(2017, LogLevel.Information, "Notifications of PostgreSQL arrive again")]
    public static partial void NotificationsCome(ILogger logger);

    [LoggerMessage(2031, LogLevel.Warning, "Events can't be read now; streams go on when the database is back")]
    public static partial void EventsInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(2032, LogLevel.Warning, "Webhooks can't be served now; their deliveries go on when the database is back")]
    public static partial void WebhooksInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(2033, LogLevel.Error, "Webhook {WebhookId} is disabled: {Reason}")]
    public static partial void WebhookDisabled(ILogger logger, Guid webhookId, string reason);

    [LoggerMessage(2034, LogLevel.Information, "{Moved} dead letters of {Queue} were sent back, {Stayed} stay")]
    public static partial void DeadLettersReplayed(ILogger logger, int moved, string queue, int stayed);

    [LoggerMessage(2035, LogLevel.Information, "{Moved} dead letters of {Queue} were discarded, {Stayed} stay")]
    public static partial void DeadLettersDiscarded(ILogger logger, int moved, string queue, int stayed);

    [LoggerMessage(2036, LogLevel.Warning, "The broker can't be asked for dead letters now")]
    public static partial void BrokerNotAsked(ILogger logger, Exception exception);

    [LoggerMessage(2018, LogLevel.Information, "{Count} readings of pictures that were not used for long were forgotten")]
    public static partial void ReadingsForgotten(ILogger logger, int count);
}
