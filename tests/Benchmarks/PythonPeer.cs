using System.Diagnostics;
using System.Text.Json;
using Engram.DevServers;

namespace Engram.Benchmarks;

/// <summary>
/// A program of <c>peers/</c> in Debian's Python, on one thread. It loads, reports that it is ready, then runs on each command and
/// answers with one line of JSON.
/// </summary>
internal sealed class PythonPeer : IDisposable
{
    private const string Python = "/usr/bin/python3"; // Debian's Python, independent of PATH

    private readonly Process _process;
    private readonly string _inputPath;

    private PythonPeer(Process process, string inputPath)
    {
        _process = process;
        _inputPath = inputPath;
    }

    /// <summary>The peer's answer when it was ready.</summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Starts a peer and waits until it has loaded. Returns the reason if this machine can't run it.</summary>
    /// <param name="script">File of the peer in <c>peers/</c>.</param>
    /// <param name="package">Debian package that the peer needs, for example <c>python3-torch</c>.</param>
    /// <param name="input">Objects for the input file, one per line as JSON.</param>
    /// <param name="argumentsOf">Returns the arguments of the peer for the path of the input file.</param>
    public static async Task<(PythonPeer? Peer, string? Reason)> StartAsync(
        string script, string package, IEnumerable<object> input, Func<string, string[]> argumentsOf)
    {
        if (!File.Exists(Python) || await ExitCodeOfAsync("-c", $"import {package["python3-".Length..]}") != 0)
            return (null, $"Debian's {package} is not installed; 'make bench' installs it");
        var inputPath = Path.GetTempFileName();
        await File.WriteAllLinesAsync(inputPath, input.Select(item => JsonSerializer.Serialize(item, JsonSerializerOptions.Web)));
        var path = Path.Combine(Clone.Root, "tests", "Benchmarks", "peers", script);
        var peer = new PythonPeer(Start([path, .. argumentsOf(inputPath)]), inputPath);
        peer.Ready = await peer.AnswerAsync();
        return (peer, null);
    }

    /// <summary>Runs one task and returns the answer.</summary>
    public async Task<JsonElement> RunAsync(string task)
    {
        await _process.StandardInput.WriteLineAsync(task);
        await _process.StandardInput.FlushAsync();
        return await AnswerAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_inputPath);
    }

    private async Task<JsonElement> AnswerAsync() => await _process.StandardOutput.ReadLineAsync() is { } line
        ? JsonDocument.Parse(line).RootElement
        : throw new InvalidOperationException("The peer ended; what it said is on standard error.");

    private static async Task<int> ExitCodeOfAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
