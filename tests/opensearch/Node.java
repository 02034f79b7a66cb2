import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of a cluster on loopback, until it is killed or whoever started it is gone. */
public final class Node extends org.opensearch.node.Node {
    private Node(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, true);
    }

    /** Arguments: a name, a port for HTTP, one for the other nodes, a folder, the nodes' ports and their names. */
    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        String home = arguments[3];
        Settings settings = Settings.builder()
            .put("cluster.name", "kb-test")
            .put("node.name", name)
            .put("path.home", home)
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("transport.port", arguments[2])
            .putList("discovery.seed_hosts", arguments[4].split(","))
            .putList("cluster.initial_cluster_manager_nodes", arguments[5].split(","))
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("action.auto_create_index", false)
            .put("action.destructive_requires_name", true)
            .build();
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), Path.of(home, "config"), () -> name);
        new Node(environment, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class)).start();
        while (System.in.read() >= 0) { }
        Runtime.getRuntime().halt(0);
    }
}
