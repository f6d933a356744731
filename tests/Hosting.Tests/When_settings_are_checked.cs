using System.Net.Http.Json;
using System.Text.Json;
using Engram.Messaging.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting.Tests;

/// <summary>Names, values and secrets of settings, checked at start.</summary>
public sealed class When_settings_are_checked
{
    [Theory]
    [InlineData("Messaging:PrefetchMesages", "Messaging__PrefetchMesages is no setting; the nearest is Messaging__PrefetchMessages.")]
    [InlineData("Messaging:MaxOutage:Seconds", "Messaging__MaxOutage__Seconds is no setting")]
    [InlineData("Listening:Url", "Listening__Url is no setting; the nearest is Listening__Urls.")]
    [InlineData("ConnectionStrings:RabitMq", "ConnectionStrings__RabitMq is no setting; the nearest is ConnectionStrings__RabbitMq.")]
    [InlineData("Mesaging:PrefetchMessages", "Mesaging__PrefetchMessages")]
    public async Task Should_refuse_a_name_that_nothing_reads(string name, string fault)
    {
        var faults = await FaultsAsync((name, "8"));

        // A section has no value of its own: the fault names it alone.
        Assert.Contains(faults, said => said.StartsWith(fault, StringComparison.Ordinal)
            || said == "Mesaging is no section of settings; Messaging resembles it.");
    }

    [Theory]
    [InlineData("Ocr:MaxBoxes")]
    [InlineData("ConnectionStrings:Warehouse")]
    [InlineData("Messaging")]
    [InlineData("Delivered:By")]
    public async Task Should_leave_the_settings_of_others_alone(string name) => Assert.Empty(await FaultsAsync((name, "8")));

    [Fact]
    public async Task Should_name_all_faults_at_once()
    {
        var faults = await FaultsAsync(
            ("Messaging:PrefetchMesages", "8"), ("Messaging:MaxOutage", "soon"), ("Messaging:DeliveryLimit", "many"),
            ("Telemetry:SampleInterval", "2.00:00:00"), ("Messaging:Transport", "RabbitMq"));

        Assert.Contains(faults, fault => fault.Contains("Messaging__PrefetchMesages", StringComparison.Ordinal));
        Assert.Contains("Messaging__MaxOutage is 'soon'; a time such as 00:00:30 (hours, minutes, seconds) or 7.00:00:00 (days first) "
            + "is needed.", faults);
        Assert.Contains("Messaging__DeliveryLimit is 'many'; a whole number is needed.", faults);
        Assert.Contains(faults, fault => fault.Contains("SampleInterval", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_read_secrets_from_files()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "a-key-from-a-secret-file\n", TestContext.Current.CancellationToken);
            await using var app = Build(("Listening:ApiKeys:0:File", file));
            Assert.Equal(["a-key-from-a-secret-file"], app.Services.GetRequiredService<IOptions<ListeningOptions>>().Value.ApiKeys);
            Assert.Empty(await FaultsAsync(("Listening:ApiKeys:0:File", file)));
            Assert.Contains(
                "Listening__ApiKeys__0 and Listening__ApiKeys__0__File are both set; keep one.",
                await FaultsAsync(("Listening:ApiKeys:0", "a-key-in-the-environment"), ("Listening:ApiKeys:0:File", file)));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains(
            $"ConnectionStrings__RabbitMq__File names {file}, which is not there, can't be read or is empty.",
            await FaultsAsync(("ConnectionStrings:RabbitMq:File", file)));
    }

    [Fact]
    public async Task Should_serve_what_observers_read()
    {
        await using var app = Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var serving = await http.GetFromJsonAsync<JsonElement>(HealthPaths.Serving, TestContext.Current.CancellationToken);
        Assert.Equal("Healthy", serving.GetProperty("status").GetString());
        using var metrics = await http.GetAsync(new Uri(HealthPaths.Metrics, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", metrics.Content.Headers.ContentType?.MediaType);
        var text = await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\nprocess_unix_file_descriptor_count", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_process_memory_working_set_bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_ask_for_a_key_before_metrics_are_read()
    {
        await using var app = Build(("Listening:ApiKeys:0", "a-key-of-this-test"));
        app.MapDefaultEndpoints();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var refused = await http.GetAsync(new Uri(HealthPaths.Metrics, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "a-key-of-this-test");
        using var taken = await http.GetAsync(new Uri(HealthPaths.Metrics, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(taken.IsSuccessStatusCode);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(params (string, string)[] settings)
    {
        await using var app = Build(settings);
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException)
        {
            return [.. StartupErrorReporter.ReasonsOf(e)];
        }
    }

    private static WebApplication Build(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Messaging:Transport"] = "InMemory";
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddMessaging(_ => { });
        return builder.Build();
    }
}
