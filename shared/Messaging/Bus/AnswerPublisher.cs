using System.Diagnostics;
using System.Text.Json;
using Engram.Hosting;
using Engram.Messaging.Outbox;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>Publishes answers. Those that come while others wait for the broker's confirm travel together, if they may.</summary>
internal sealed class AnswerPublisher
{
    private const int MaxGroupsAtOnce = 2;
    private const int MaxGroupAnswers = 256;

    private static readonly ActivitySource Activities = new("Engram.Messaging");

    private readonly BoundedPublisher _publisher;
    private readonly MessagingOptions _options;
    private readonly Coalescer<Answer, bool> _answers;

    public AnswerPublisher(BoundedPublisher publisher, IOptions<MessagingOptions> options)
    {
        (_publisher, _options) = (publisher, options.Value);
        _answers = new Coalescer<Answer, bool>(PublishAsync, MaxGroupAnswers, MaxGroupsAtOnce);
    }

    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public Task PublishAsync(object answer, CancellationToken cancellationToken) => Bundles.Allow(answer.GetType())
        ? _answers.HandleAsync(new Answer(answer, BytesOf(answer), Activity.Current?.Context ?? default), cancellationToken)
        : _publisher.PublishAsync(answer, _options.PublishTimeout, messageId: null, cancellationToken);

    private static int BytesOf(object answer) =>
        JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), ContractJson.Options).Length;

    private async Task<IReadOnlyList<bool>> PublishAsync(IReadOnlyList<Answer> answers)
    {
        await Task.WhenAll(
            Bundles.Pack(answers, answer => answer.Message.GetType(), answer => answer.Bytes, _options).Select(PublishBundleAsync));
        return [.. answers.Select(_ => true)];
    }

    private async Task PublishBundleAsync(IReadOnlyList<Answer> answers)
    {
        // A bundle joins the trace of its first answer, and is linked with the others'.
        using var activity = Activities.StartActivity(
            ActivityKind.Internal, answers[0].Trace, name: "answer publish",
            links: answers.Skip(1).Where(answer => answer.Trace != default).Select(answer => new ActivityLink(answer.Trace)));
        await _publisher.PublishAsync(
            Bundles.Of(answers[0].Message.GetType(), [.. answers.Select(answer => answer.Message)]), _options.PublishTimeout,
            messageId: null,
            CancellationToken.None);
    }

    private sealed record Answer(object Message, int Bytes, ActivityContext Trace);
}
