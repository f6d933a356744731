using System.Text;
using Engram.CommandLine;
using Engram.Messaging.DeadLetters;
using Engram.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Engram.Apps.Tests;

/// <summary>The <c>engram deadletters</c> commands.</summary>
public sealed class When_dead_letters_lie_in_the_broker(RabbitMqFixture broker) : IAsyncLifetime
{
    private const string Body = """{"messageId":"x","messageType":["urn:message:Engram.Contracts.Images:ImageReceived"],"message":{"text":"Grüße 🦈"}}""";

    private static readonly string[] Kept = ["_error", "_dead", "_skipped"];

    private string _endpoint = "";
    private IConnection? _connection;
    private IChannel? _channel;

    private IChannel Channel => _channel!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = Endpoints.Names[0];
        _connection = await new ConnectionFactory { Uri = new Uri(broker.Uri) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        foreach (var queue in (string[])[_endpoint, .. Kept.Select(suffix => _endpoint + suffix)])
        {
            await Channel.QueueDeleteAsync(queue);
            await Channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in (string[])[_endpoint, _endpoint + "_discarded", .. Kept.Select(suffix => _endpoint + suffix)])
            await Channel.QueueDeleteAsync(queue);
        await _connection!.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_counted_by_queue()
    {
        await KeepAsync("_error", "first");
        await KeepAsync("_error", "second");
        await KeepAsync("_dead", "third");

        var listed = (await RunAsync("list")).Json().EnumerateArray()
            .ToDictionary(queue => queue.GetProperty("queue").GetString()!, queue => queue.GetProperty("messages").GetInt32());
        Assert.Equal(new Dictionary<string, int> { [_endpoint + "_error"] = 2, [_endpoint + "_dead"] = 1 }, listed);
    }

    [Fact]
    public async Task Should_be_shown_with_their_reason_and_stay()
    {
        await KeepAsync("_error", "first");

        var shown = Assert.Single((await RunAsync("show", _endpoint)).Json().EnumerateArray());
        Assert.Equal("first", shown.GetProperty("messageId").GetString());
        Assert.Equal("ImageReceived", shown.GetProperty("messageType").GetString());
        Assert.Equal("The picture bit back.", shown.GetProperty("reason").GetString());
        Assert.Equal(Body, shown.GetProperty("body").GetString());
        await Eventually.HoldsAsync(
            async () => await Channel.MessageCountAsync(_endpoint + "_error") == 1, "the shown message lies in its place again");
    }

    [Fact]
    public async Task Should_go_back_unchanged_when_replayed()
    {
        await KeepAsync("_error", "first");
        await KeepAsync("_dead", "second");

        var replayed = (await RunAsync("replay", _endpoint)).Json().GetProperty("replayed").EnumerateArray().Select(id => id.GetString());
        Assert.Equal(["first", "second"], replayed);
        var back = await Channel.BasicGetAsync(_endpoint, autoAck: true, TestContext.Current.CancellationToken);
        Assert.Equal(Body, Encoding.UTF8.GetString(back!.Body.Span));
        Assert.Equal("first", back.BasicProperties.MessageId);
        Assert.Equal("The picture bit back.", Encoding.UTF8.GetString((byte[])back.BasicProperties.Headers!["MT-Fault-Message"]!));
        await Eventually.HoldsAsync(
            async () => await Channel.MessageCountAsync(_endpoint + "_error") == 0, "the replayed message is gone from where it was kept");
    }

    [Fact]
    public async Task Should_go_back_one_by_one_and_tell_of_an_id_that_is_not_there()
    {
        await KeepAsync("_error", "first");
        await KeepAsync("_error", "second");

        var run = await EngramCli.RunAsync(
            "deadletters", "replay", _endpoint, "--message", "second", "--message", "third", "--json", "--broker", broker.Uri);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("third", run.Errors, StringComparison.Ordinal);
        var back = await Channel.BasicGetAsync(_endpoint, autoAck: true, TestContext.Current.CancellationToken);
        Assert.Equal("second", back!.BasicProperties.MessageId);
        await Eventually.HoldsAsync(async () => await Channel.MessageCountAsync(_endpoint + "_error") == 1,
            "the message that was not chosen lies in its place again");
    }

    [Fact]
    public async Task Should_name_the_queues_when_asked_for_one_that_no_service_has()
    {
        var run = await EngramCli.RunAsync("deadletters", "show", "no-such-queue", "--broker", broker.Uri);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(_endpoint, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_tell_what_a_body_is_that_no_consumer_reads_and_replay_the_others()
    {
        var bodies = new Dictionary<string, (byte[] Body, string Reason)>
        {
            ["array"] = ("""[{"messageType":["x"]}]"""u8.ToArray(), "Array"),
            ["text"] = ("not JSON"u8.ToArray(), "not JSON"),
            ["cut"] = ("""{"messageType":["urn:message:Engram.Contra"""u8.ToArray(), "not JSON"),
            ["null"] = ("null"u8.ToArray(), "Null"),
            ["empty"] = ([], "empty"),
            ["bytes"] = ([0xFF, 0xFE, 0x00, 0x22], "not UTF-8"),
            ["object"] = ("{}"u8.ToArray(), "no envelope"),
            ["numbers"] = ("""{"message":{},"messageType":[1,2]}"""u8.ToArray(), "no envelope"),
            ["word"] = ("""{"message":{},"messageType":"urn"}"""u8.ToArray(), "no envelope"),
            ["surrogate"] = ("""{"message":{},"messageType":["\ud800"]}"""u8.ToArray(), "not JSON"),
            ["deep"] = (Encoding.UTF8.GetBytes(new string('[', 100_000)), "not JSON"),
            ["long"] = (Encoding.UTF8.GetBytes($"[\"{new string('x', 3 << 20)}\"]"), "Array"),
        };
        await KeepAsync("_error", "first");
        foreach (var (id, (body, _)) in bodies)
            await KeepAsync("_error", id, body);
        await Channel.BasicPublishAsync("", _endpoint + "_error", mandatory: true, Encoding.UTF8.GetBytes(Body),
            TestContext.Current.CancellationToken);

        var shown = (await RunAsync("show", _endpoint)).Json().EnumerateArray()
            .ToDictionary(letter => letter.GetProperty("messageId").GetString()!);
        Assert.Equal(bodies.Count + 2, shown.Count);
        Assert.All(bodies, body =>
        {
            Assert.Contains(body.Value.Reason, shown[body.Key].GetProperty("unreadable").GetString(), StringComparison.Ordinal);
            Assert.Equal(body.Value.Body.Length, shown[body.Key].GetProperty("bodyBytes").GetInt32());
        });
        Assert.Equal("//4AIg==", shown["bytes"].GetProperty("body").GetString());
        Assert.Equal(1 << 20, shown["long"].GetProperty("body").GetString()!.Length);
        Assert.Equal(0, (await EngramCli.RunAsync("deadletters", "show", _endpoint, "--broker", broker.Uri)).ExitCode);

        var run = await EngramCli.RunAsync("deadletters", "replay", _endpoint, "--json", "--broker", broker.Uri);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        // The message published last has no id property, only the id 'x' in its envelope.
        Assert.Equal(["first", "x"], run.Json().GetProperty("replayed").EnumerateArray().Select(id => id.GetString()).Order());
        Assert.Equal(bodies.Keys.Order(), run.Json().GetProperty("skipped").EnumerateArray()
            .Select(letter => letter.GetProperty("messageId").GetString()).Order());
        Assert.All(bodies, body => Assert.Contains($"'{body.Key}' stays in {_endpoint}_error", run.Errors, StringComparison.Ordinal));
        Assert.Equal(2u, await Channel.MessageCountAsync(_endpoint, TestContext.Current.CancellationToken));
        await Eventually.HoldsAsync(async () => await Channel.MessageCountAsync(_endpoint + "_error") == bodies.Count,
            "what was skipped lies in its place again");
    }

    [Fact]
    public async Task Should_stay_when_their_queue_is_gone()
    {
        await KeepAsync("_error", "first");
        await KeepAsync("_error", "second");
        await Channel.QueueDeleteAsync(_endpoint, cancellationToken: TestContext.Current.CancellationToken);

        var run = await EngramCli.RunAsync("deadletters", "replay", _endpoint, "--json", "--broker", broker.Uri);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Equal(2, run.Json().GetProperty("skipped").GetArrayLength());
        await Eventually.HoldsAsync(async () => await Channel.MessageCountAsync(_endpoint + "_error") == 2,
            "both lie in their place again");
    }

    [Fact]
    public async Task Should_be_discarded_with_a_reason_and_be_found_among_those()
    {
        await KeepAsync("_error", "first");
        await KeepAsync("_error", "second");

        var discarded = (await RunAsync("discard", _endpoint, "--message", "first", "--reason", "The sender is gone.")).Json();

        Assert.Equal("first", Assert.Single(discarded.GetProperty("discarded").EnumerateArray()).GetString());
        Assert.Equal(["second"], (await RunAsync("show", _endpoint)).Json().EnumerateArray()
            .Select(letter => letter.GetProperty("messageId").GetString()));
        var kept = Assert.Single((await RunAsync("show", _endpoint, "--discarded")).Json().EnumerateArray());
        Assert.Equal(("first", "The sender is gone."),
            (kept.GetProperty("messageId").GetString(), kept.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Should_be_discarded_only_by_name_or_all()
    {
        var run = await EngramCli.RunAsync("deadletters", "discard", _endpoint, "--reason", "none", "--broker", broker.Uri);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("--all", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_go_back_with_another_body()
    {
        await KeepAsync("_error", "first", "{ this is no JSON"u8.ToArray());
        using var folder = new TemporaryFolder();
        var file = folder.In("body.json");
        await File.WriteAllTextAsync(file, Body, TestContext.Current.CancellationToken);

        var replay = (await RunAsync("replay", _endpoint, "--message", "first", "--body", file)).Json();

        Assert.Equal("first", Assert.Single(replay.GetProperty("replayed").EnumerateArray()).GetString());
        var back = await Channel.BasicGetAsync(_endpoint, autoAck: true, TestContext.Current.CancellationToken);
        Assert.Equal((Body, "first"), (Encoding.UTF8.GetString(back!.Body.Span), back.BasicProperties.MessageId));
        await File.WriteAllTextAsync(file, "{", TestContext.Current.CancellationToken);
        var refused = await EngramCli.RunAsync(
            "deadletters", "replay", _endpoint, "--message", "first", "--body", file, "--broker", broker.Uri);
        Assert.Contains("is no body that a consumer reads", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_told_of_when_they_come_back()
    {
        await KeepAsync("_error", "first");
        var consumer = new AsyncEventingBasicConsumer(Channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            var properties = new BasicProperties(message.BasicProperties);
            await Channel.BasicPublishAsync("", _endpoint + "_error", mandatory: true, properties, message.Body.ToArray());
            await Channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        };
        await Channel.BasicConsumeAsync(_endpoint, autoAck: false, consumer, TestContext.Current.CancellationToken);

        var run = await EngramCli.RunAsync("deadletters", "replay", _endpoint, "--watch", "60", "--broker", broker.Uri);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("Replayed 1, returned 1.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_keep_those_apart_whose_type_nothing_takes()
    {
        await KeepAsync("_skipped", "foreign", headers: []);

        var replay = (await RunAsync("replay", _endpoint)).Json();
        Assert.Empty(replay.GetProperty("replayed").EnumerateArray());
        var shown = Assert.Single((await RunAsync("show", _endpoint)).Json().EnumerateArray());
        Assert.Contains("No consumer of the queue takes messages of this type", shown.GetProperty("reason").GetString(),
            StringComparison.Ordinal);
        replay = (await RunAsync("replay", _endpoint, "--skipped")).Json();
        Assert.Equal("foreign", Assert.Single(replay.GetProperty("replayed").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Should_always_have_an_id_and_the_true_reason()
    {
        await KeepAsync("_dead", null, "no envelope, no id"u8.ToArray(), new() { ["x-first-death-reason"] = "delivery_limit" });

        var first = Assert.Single((await RunAsync("show", _endpoint)).Json().EnumerateArray());
        var id = first.GetProperty("messageId").GetString()!;

        Assert.StartsWith("body-", id, StringComparison.Ordinal);
        Assert.Contains("came back to its queue", first.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single((await RunAsync("discard", _endpoint, "--message", id, "--reason", "It is noise.")).Json()
            .GetProperty("discarded").EnumerateArray()).GetString());
    }

    private async Task<EngramCli.Run> RunAsync(params string[] arguments)
    {
        var run = await EngramCli.RunAsync(["deadletters", .. arguments, "--json", "--broker", broker.Uri]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return run;
    }

    private Task KeepAsync(string suffix, string? messageId, byte[]? body = null, Dictionary<string, object?>? headers = null)
    {
        var properties = new BasicProperties
        {
            Persistent = true, Headers = headers ?? new() { ["MT-Fault-Message"] = "The picture bit back." },
        };
        if (messageId is not null)
            properties.MessageId = messageId;
        return Channel.BasicPublishAsync(
            "", _endpoint + suffix, mandatory: true, properties, body ?? Encoding.UTF8.GetBytes(Body)).AsTask();
    }
}
