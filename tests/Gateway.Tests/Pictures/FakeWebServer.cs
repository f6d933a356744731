using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engram.Gateway.Tests.Pictures;

/// <summary>A web server on loopback. The test handles the requests, and the server counts them.</summary>
internal sealed class FakeWebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private FakeWebServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public int Requests => _requests;

    public static async Task<FakeWebServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FakeWebServer(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return answer(context);
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
