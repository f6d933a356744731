using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Engram.Hosting.Tests;

public sealed class When_faults_are_logged
{
    private const string Category = "Engram.Sample";

    private readonly MovedClock _clock = new();
    private readonly RepeatedFaults _faults;
    private readonly TextFormatter _formatter;

    public When_faults_are_logged()
    {
        _faults = new RepeatedFaults(_clock);
        _formatter = new TextFormatter(_faults, _clock);
    }

    [Fact]
    public void Should_tell_of_an_outage_in_one_line_without_a_stack()
    {
        var line = Write(LogLevel.Warning, "A request failed", Outage("Connection refused"));

        Assert.EndsWith($"warn: {Category}[7] A request failed: Connection refused{Environment.NewLine}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.Equal(line.IndexOf('\n', StringComparison.Ordinal), line.Length - 1);
    }

    [Fact]
    public void Should_count_an_outage_that_comes_again_and_tell_how_often()
    {
        Assert.NotEmpty(Write(LogLevel.Warning, "A request failed", Outage("first")));
        for (var again = 0; again < 240; again++)
            Assert.Empty(Write(LogLevel.Warning, "A request failed", Outage($"again {again}")));
        Assert.Empty(_faults.Take(all: false));
        _clock.Advance(RepeatedFaults.Window);

        var (kind, words, count, time) = Assert.Single(_faults.Take(all: false));
        Assert.Equal((Category, "A request failed: first", 240, RepeatedFaults.Window), (kind.Category, words, count, time));
        // The outage continues: it is counted for another window, and forgotten only after a window without faults.
        Assert.Empty(Write(LogLevel.Warning, "A request failed", Outage("later")));
        Assert.Equal(1, Assert.Single(_faults.Take(all: true)).Count);
        _clock.Advance(RepeatedFaults.Window);
        Assert.Empty(_faults.Take(all: false));
        Assert.NotEmpty(Write(LogLevel.Warning, "A request failed", Outage("much later")));
    }

    [Fact]
    public void Should_show_the_stack_of_each_bug_once()
    {
        var one = Thrown(() => throw new InvalidOperationException("one"));
        var other = Thrown(() => throw new InvalidOperationException("other"));

        Assert.Contains("   at Engram.Hosting.Tests", Write(LogLevel.Error, "Handling failed", one), StringComparison.Ordinal);
        Assert.Contains("   at Engram.Hosting.Tests", Write(LogLevel.Error, "Handling failed", other), StringComparison.Ordinal);
        Assert.Empty(Write(LogLevel.Error, "Handling failed", one));
    }

    [Fact]
    public void Should_write_whatever_is_no_fault_each_time()
    {
        Assert.NotEmpty(Write(LogLevel.Information, "Started", null));
        Assert.NotEmpty(Write(LogLevel.Information, "Started", null));
        Assert.NotEmpty(Write(LogLevel.Warning, "A post is late", null));
        Assert.NotEmpty(Write(LogLevel.Warning, "A post is late", null));
    }

    [Fact]
    public void Should_tell_of_each_part_that_is_not_ready_once()
    {
        Assert.NotEmpty(WriteCheck("database"));
        Assert.NotEmpty(WriteCheck("bus"));
        Assert.Empty(WriteCheck("database"));
    }

    [Fact]
    public void Should_begin_with_the_time_and_its_zone()
    {
        var began = Write(LogLevel.Information, "Started", null).Split(' ')[0];

        Assert.Equal(25 + 4, began.Length);
        Assert.True(DateTimeOffset.TryParseExact(
            began, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time));
        Assert.Equal(_clock.GetLocalNow().Offset, time.Offset);
    }

    [Fact]
    public void Should_name_the_trace_that_they_belong_to()
    {
        using var activity = new Activity("work").Start();

        var line = Write(LogLevel.Warning, "A request failed", Outage("Connection refused"));
        var json = WriteJson(LogLevel.Warning, "A request failed again", Outage("Connection refused"));

        Assert.EndsWith($"(trace {activity.TraceId}, span {activity.SpanId}){Environment.NewLine}", line, StringComparison.Ordinal);
        Assert.Equal(activity.TraceId.ToString(), json.GetProperty("traceId").GetString());
        Assert.Equal(activity.SpanId.ToString(), json.GetProperty("spanId").GetString());
    }

    [Fact]
    public void Should_be_one_object_a_line_as_json_with_the_values_by_name()
    {
        var json = WriteJson(
            LogLevel.Error, "Post {PostId} failed \"twice\"", Outage("Connection refused"),
            KeyValuePair.Create<string, object?>("PostId", 7));

        Assert.Equal("Error", json.GetProperty("level").GetString());
        Assert.Equal(Category, json.GetProperty("category").GetString());
        Assert.Equal("Connection refused", json.GetProperty("reason").GetString());
        Assert.Equal("7", json.GetProperty("values").GetProperty("PostId").GetString());
        Assert.True(json.GetProperty("time").TryGetDateTimeOffset(out _));
        Assert.False(json.TryGetProperty("traceId", out _));
    }

    private JsonElement WriteJson(LogLevel level, string template, Exception? fault, params KeyValuePair<string, object?>[] values)
    {
        var line = Write(
            new JsonLineFormatter(_faults, _clock), Category, level, [.. values, new("{OriginalFormat}", template)], template, fault);
        Assert.Equal(line.IndexOf('\n', StringComparison.Ordinal), line.Length - 1);
        return JsonDocument.Parse(line).RootElement;
    }

    private string Write(LogLevel level, string template, Exception? fault) =>
        Write(Category, level, [new("{OriginalFormat}", template)], template, fault);

    private string WriteCheck(string name) => Write(
        "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.Error,
        [new("HealthCheckName", name), new("{OriginalFormat}", "Health check {HealthCheckName}")], $"Health check {name}", null);

    private string Write(
        string category, LogLevel level, IReadOnlyList<KeyValuePair<string, object?>> state, string message, Exception? fault) =>
        Write(_formatter, category, level, state, message, fault);

    private static string Write(
        FaultFormatter formatter, string category, LogLevel level, IReadOnlyList<KeyValuePair<string, object?>> state, string message,
        Exception? fault)
    {
        using var written = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string,
            object?>>>(level, category, new EventId(7), state, fault, (_, _) => message);
        formatter.Write(entry, null, written);
        return written.ToString();
    }

    private static Exception Outage(string reason) => Thrown(() =>
        throw new NpgsqlException("Failed to connect", Thrown(() => throw new TimeoutException(reason))));

    private static Exception Thrown(Action thrower) => Record.Exception(thrower)!;

    private sealed class MovedClock : TimeProvider
    {
        private long _passed;

        public override long GetTimestamp() => _passed;

        public void Advance(TimeSpan by) => _passed += (long)(by.TotalSeconds * TimestampFrequency);
    }
}
