using System.Collections.Concurrent;
using Engram.Contracts;
using Engram.Contracts.Questions;
using Engram.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Engram.Messaging.Tests;

/// <summary>Bundles: messages of one type that the outbox publishes as one.</summary>
[Collection(SharesQueues.Name)]
public sealed class When_messages_travel_together(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    private const string Queue = "asked";

    [Fact]
    public async Task Should_arrive_once_each_in_bundles_within_the_limit()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen, broker: null);
        var questions = Enumerable.Range(0, 70).Select(i => Ask($"question {i}")).ToArray();

        await EnqueueAsync(service, questions);

        await Eventually.HoldsAsync(() => seen.Texts.Count >= questions.Length, "all questions arrived");
        Assert.Equal(questions.Select(question => question.Text).Order(), seen.Texts.Order());
        Assert.Equal([32, 32, 6], seen.Bundles.OrderDescending());
    }

    [Fact]
    public async Task Should_not_be_bundled_beyond_the_limit_of_bytes()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen, broker: null);
        var text = new string('w', 100_000);

        await EnqueueAsync(service, Ask(text), Ask(text), Ask("short"));

        await Eventually.HoldsAsync(() => seen.Texts.Count == 3, "all questions arrived");
        Assert.Equal([2], seen.Bundles);
    }

    [Fact]
    public async Task Should_let_only_the_bad_one_fail()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen, broker: null);

        await EnqueueAsync(service, Ask("first"), Ask(Seen.Bad), Ask("last"));

        await Eventually.HoldsAsync(() => seen.Texts.Count == 2 && seen.Failed >= 3, "the good ones were handled, the bad one was tried");
        Assert.Equal(["first", "last"], seen.Texts.Order());
        Assert.Empty(seen.Bundles);
    }

    [Fact]
    public async Task Should_be_taken_apart_when_they_were_delivered_before()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var service = await StartAsync(new Seen(), rabbit.Uri, database))
            await service.UntilBusIsReadyAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbit.Uri) }.CreateConnectionAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var seen = new Seen();
        await using (var publishing = await SampleService.StartAsync(database, rabbit.Uri))
        {
            await EnqueueAsync(publishing, Ask("one"), Ask("two"));
            BasicGetResult? taken = null;
            await Eventually.HoldsAsync(
                async () => (taken = await channel.BasicGetAsync(Queue, autoAck: false, Cancellation)) is not null, "the bundle is queued");
            await channel.BasicNackAsync(taken!.DeliveryTag, multiple: false, requeue: true, Cancellation);
        }

        await using var again = await StartAsync(seen, rabbit.Uri, database);

        await Eventually.HoldsAsync(() => seen.Texts.Count == 2, "both questions arrived");
        Assert.Equal(["one", "two"], seen.Texts.Order());
        Assert.Empty(seen.Bundles);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<SampleService> StartAsync(Seen seen, string? broker, string? database = null) =>
        await SampleService.StartAsync(
            database ?? await postgres.CreateDatabaseAsync(), broker,
            bus =>
            {
                bus.AddSingleton(seen);
                bus.AddConsumer<QuestionConsumer>().Endpoint(endpoint => endpoint.Name = Queue);
            });

    private static Task EnqueueAsync(SampleService service, params QuestionAsked[] questions) => service.InTransactionAsync(db =>
    {
        foreach (var question in questions)
            db.Enqueue(question);
        return Task.CompletedTask;
    });

    private static QuestionAsked Ask(string text) =>
        new() { QuestionId = Guid.NewGuid(), SetId = Guid.NewGuid(), Text = text, MaxAnswers = 1 };

    private sealed class Seen
    {
        public const string Bad = "bad";

        private int _failed;

        public ConcurrentQueue<string> Texts { get; } = new();

        /// <summary>Sizes of the bundles that were handled.</summary>
        public ConcurrentQueue<int> Bundles { get; } = new();

        public int Failed => _failed;

        public void Add(IReadOnlyList<QuestionAsked> questions, bool asBundle)
        {
            if (questions.Any(question => question.Text == Bad))
            {
                Interlocked.Increment(ref _failed);
                throw new InvalidOperationException("told to fail");
            }

            // Noted first: a test that waits for the texts then reads the bundles.
            if (asBundle)
                Bundles.Enqueue(questions.Count);
            foreach (var question in questions)
                Texts.Enqueue(question.Text);
        }
    }

    private sealed class QuestionConsumer(Seen seen) : IConsumer<QuestionAsked>, IConsumer<Bundle<QuestionAsked>>
    {
        public Task Consume(ConsumeContext<QuestionAsked> context)
        {
            seen.Add([context.Message], asBundle: false);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<Bundle<QuestionAsked>> context)
        {
            seen.Add(context.Message.Messages, asBundle: true);
            return Task.CompletedTask;
        }
    }
}
