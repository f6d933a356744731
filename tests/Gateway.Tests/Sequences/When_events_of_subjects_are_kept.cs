using System.Net;
using System.Net.Http.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Sequences;

public sealed class When_events_of_subjects_are_kept(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_keep_each_event_once_until_its_subject_is_deleted_and_never_again()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await (await gateway.UploadAsync(Sequences.EventsOf("ann"))).ShouldBeProblemAsync(404, "unknown-sequence");
        await (await gateway.SendAsync(HttpMethod.Put, "/v1/sequences/No")).ShouldBeProblemAsync(422, "invalid-sequence-name");
        await (await gateway.SendAsync(HttpMethod.Put, Sequences.Set, JsonContent.Create(new { retentionDays = 0 })))
            .ShouldBeProblemAsync(422, "invalid-field");
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync(HttpMethod.Put, Sequences.Set)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Put, Sequences.Set)).StatusCode);

        Assert.Equal("3 0 0 0 0", (await gateway.AddAsync(Sequences.EventsOf("ann"))).Counts());
        Assert.Equal("2 4 0 0 0", (await gateway.AddAsync(
            $"{Sequences.EventsOf("ann")}\n{Sequences.EventsOf("bob", 2)}\n{Sequences.EventsOf("ann", 1)}")).Counts());
        var set = await gateway.GetJsonAsync(Sequences.Set);
        Assert.Equal((5, 2), (set.GetProperty("events").GetInt32(), set.GetProperty("epoch").GetInt32()));

        var first = await gateway.GetJsonAsync(Sequences.Set + "/subjects?limit=1");
        Assert.Equal("ann", first.GetProperty("subjects")[0].GetProperty("subject").GetString());
        var second = await gateway.GetJsonAsync($"{Sequences.Set}/subjects?cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(("bob", 2), (second.GetProperty("subjects")[0].GetProperty("subject").GetString(),
            second.GetProperty("subjects")[0].GetProperty("events").GetInt32()));
        var exported = await gateway.GetJsonAsync(Sequences.Set + "/subjects/ann?limit=2");
        Assert.Equal(["ann-0", "ann-1"], exported.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        exported = await gateway.GetJsonAsync($"{Sequences.Set}/subjects/ann?cursor={exported.GetProperty("next").GetString()}");
        Assert.Equal("ann-2", exported.GetProperty("events")[0].GetProperty("id").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, Sequences.Set + "/subjects/ann")).StatusCode);

        Assert.Equal("0 2 3 0 0", (await gateway.AddAsync($"{Sequences.EventsOf("ann")}\n{Sequences.EventsOf("bob", 2)}")).Counts());
        await (await gateway.SendAsync(HttpMethod.Get, Sequences.Set + "/subjects/ann")).ShouldBeProblemAsync(404, "unknown-subject");
        Assert.Equal(2, (await gateway.GetJsonAsync(Sequences.Set)).GetProperty("events").GetInt32());
        Assert.Equal(0, await gateway.ScalarAsync<int>(
            "select count(*) from gateway.forgotten_subjects where position('ann' in encode(subject_sha256, 'escape')) > 0"));

        gateway.Clock.Advance(TimeSpan.FromHours(1));
        var later = gateway.Clock.GetUtcNow().ToString("O");
        var line = $$"""{"id":"new","subject":"ann","item":"Held Up","at":"{{later}}"}""";
        Assert.Equal("1 0 0 0 0", (await gateway.AddAsync(line)).Counts());

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, Sequences.Set)).StatusCode);
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.sequence_events"));
        Assert.Empty((await gateway.GetJsonAsync("/v1/sequences")).GetProperty("sequences").EnumerateArray());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_lines_that_are_wrong_and_take_the_others()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.MakeAsync();

        var result = await gateway.AddAsync($$"""
            {{Sequences.EventsOf("ann", 1)}}
            {"id":"1","subject":"a/b","item":"Held Up","at":"2026-01-01"}
            {"id":"2","subject":"ann","item":" ","at":"2026-01-01"}
            {"id":"3","subject":"ann","item":"Held Up","at":"yesterday"}
            {"id":"4","subject":"ann","item":"Held Up","at":"2099-01-01"}
            no JSON
            """);

        Assert.Equal("1 0 0 0 5", result.Counts());
        Assert.Equal([2, 3, 4, 5, 6], result.GetProperty("rejected").EnumerateArray().Select(one => one.GetProperty("line").GetInt32()));
        await (await gateway.UploadAsync("{}")).ShouldBeProblemAsync(422, "nothing-imported");
        await (await gateway.UploadAsync("")).ShouldBeProblemAsync(422, "nothing-imported");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_delete_events_that_are_too_old_and_take_none_that_is()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.MakeAsync();
        await gateway.AddAsync(Sequences.EventsOf("ann"));

        await gateway.MakeAsync(new { retentionDays = 1 });
        await gateway.SweepAfterAsync(TimeSpan.Zero);

        Assert.Equal(0, (await gateway.GetJsonAsync(Sequences.Set)).GetProperty("events").GetInt32());
        Assert.Equal("0 0 0 3 0", (await gateway.AddAsync(Sequences.EventsOf("ann"))).Counts());
    }
}
