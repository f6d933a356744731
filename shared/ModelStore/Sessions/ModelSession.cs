using Microsoft.ML.OnnxRuntime;

namespace Engram.ModelStore.Sessions;

/// <summary>One network of a model version, loaded into ONNX Runtime and checked against its manifest. Thread-safe.</summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _outputs;

    private ModelSession(InstalledModel package, string[] outputs, InferenceSession session, string device)
    {
        Package = package;
        Device = device;
        _session = session;
        _outputs = outputs;
    }

    public InstalledModel Package { get; }

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device { get; }

    /// <summary>Loads a network of a package. The package's files must be unchanged, its manifest must describe the network, and the
    /// network must reproduce the package's held-out sample.</summary>
    /// <param name="package">The package.</param>
    /// <param name="device">Device to run on.</param>
    /// <param name="file">File name of the network.</param>
    /// <exception cref="ModelPackageException">A check fails, or ONNX Runtime can't read the network.</exception>
    public static ModelSession Open(InstalledModel package, ExecutionDevice device, string file = ModelManifest.NetworkFileName)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(device);
        package.VerifyFiles();
        var network = package.Manifest.NetworkIn(file);
        var session = Load(package, file, device);
        string[] differences =
        [
            .. ModelInterface.Differences("input", network.Inputs, ModelInterface.Of(session.InputMetadata)),
            .. ModelInterface.Differences("output", network.Outputs, ModelInterface.Of(session.OutputMetadata)),
        ];
        var opened = new ModelSession(package, [.. network.Outputs.Select(output => output.Name)], session, device.Name);
        try
        {
            if (differences.Length > 0)
                throw new ModelPackageException(
                    $"{file} of model {package.Id} is not what its manifest says: {string.Join("; ", differences)}.");
            SampleCheck.Run(opened, file);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network once.</summary>
    /// <param name="inputs">One tensor for each input in the manifest.</param>
    /// <returns>The outputs by name. The caller disposes them.</returns>
    /// <exception cref="OnnxRuntimeException">The network failed on these inputs.</exception>
    public ModelOutputs Run(ModelInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new ModelOutputs(_outputs, _session.Run(_run, inputs.Tensors, _outputs));
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static InferenceSession Load(InstalledModel package, string file, ExecutionDevice device)
    {
        var path = package.PathOf(file);
        try
        {
            using var options = device.CreateSessionOptions();
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelPackageException($"ONNX Runtime can't load {path} of model {package.Id} on {device.Name}: {e.Message}", e);
        }
    }
}
