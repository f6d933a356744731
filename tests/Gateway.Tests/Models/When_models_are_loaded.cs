using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Models;

/// <summary><c>GET /v1/models</c>.</summary>
public sealed class When_models_are_loaded(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Morning = new(2026, 1, 1, 8, 0, 0, TimeSpan.FromHours(2));

    [Fact(Timeout = 300_000)]
    public async Task Should_list_what_each_instance_serves_now_in_whatever_order_they_say_so()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        await LoadedAsync(gateway, "tagger", "2", "host-1", Morning.AddHours(1));
        await LoadedAsync(gateway, "tagger", "1", "host-1", Morning);
        await LoadedAsync(gateway, "tagger", "1", "host-2", Morning);
        await LoadedAsync(gateway, "kv-memnn", "7", "host-1", Morning);
        await HeardAsync(gateway, 4);

        var list = await (await gateway.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync();
        var models = list.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(
            ["kv-memnn/7 host-1", "tagger/2 host-1", "tagger/1 host-2"],
            models.Select(model => $"{model.GetProperty("name")}/{model.GetProperty("version")} {model.GetProperty("instance")}"));
        Assert.Equal(0.25, models[0].GetProperty("metrics").GetProperty("f1@1").GetDouble());
        Assert.Equal(Morning, models[0].GetProperty("loadedAt").GetDateTimeOffset());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_forget_what_an_instance_served_that_fell_silent()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others: null, ("Gateway:ForgetModelsAfter", "00:05:00"));
        await LoadedAsync(gateway, "tagger", "1", "host-1", Morning);
        await LoadedAsync(gateway, "tagger", "1", "host-2", Morning);
        await HeardAsync(gateway, 2);
        await SweepAfterAsync(gateway, TimeSpan.FromMinutes(4));
        await LoadedAsync(gateway, "tagger", "1", "host-2", Morning);
        await HeardAsync(gateway, 3);

        Assert.Equal(["host-1", "host-2"], await InstancesAsync(gateway));
        await SweepAfterAsync(gateway, TimeSpan.FromMinutes(2));
        Assert.Equal(["host-2"], await InstancesAsync(gateway));
    }

    // Silence is measured by the database's clock, so the test moves said_at instead.
    private static async Task SweepAfterAsync(GatewayHost gateway, TimeSpan passed)
    {
        await gateway.ScalarAsync<int>($"with aged as (update gateway.models set said_at = said_at - interval '{passed.TotalMinutes} "
            + "minutes' returning 1) select count(*) from aged");
        await gateway.SweepAfterAsync(passed);
    }

    private static async Task<IEnumerable<string>> InstancesAsync(GatewayHost gateway) =>
        (await (await gateway.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync()).GetProperty("models").EnumerateArray()
            .Select(model => model.GetProperty("instance").GetString()!).Order(StringComparer.Ordinal);

    private static async Task HeardAsync(GatewayHost gateway, int messages)
    {
        while (await gateway.ScalarAsync<int>("select count(*) from gateway.inbox") < messages)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static Task LoadedAsync(GatewayHost gateway, string name, string version, string instance, DateTimeOffset at) =>
        gateway.Bus.Publish(
        new ModelLoaded
        {
            Name = name,
            Version = version,
            Kind = "keyphrases",
            Device = "cpu",
            Instance = instance,
            LoadedAt = at,
            Metrics = new Dictionary<string, double> { ["f1@1"] = 0.25 },
        },
        TestContext.Current.CancellationToken);
}
